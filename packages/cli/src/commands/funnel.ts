/** `liuchi funnel --step view --step cart --step buy`: how many people got through each step. */
import type { Command } from 'commander'
import { ask } from '../api.ts'
import { type Context, collect, withServer } from '../command.ts'
import { Failure } from '../failure.ts'
import { count, table } from '../output.ts'
import { say } from '../words.ts'

interface Options {
  readonly step: string[]
  readonly order: string
  readonly window: string
  readonly from?: string
  readonly to?: string
}

interface Step {
  readonly name: string
  readonly persons: number
}

const UNIT_SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const

export function addFunnel(program: Command): void {
  program
    .command('funnel')
    .description(say('漏斗：做完每一步的人数', 'how many people got through each step'))
    .requiredOption('--step <event>', say('一步的事件名，按顺序多次给出', 'event of a step; repeat it in order'), collect)
    .option('--order <strict|any>', say('按顺序，或不论顺序', 'in this order, or in any'), 'strict')
    .option('--window <span>', say('完成期限，如 30d、12h、90m、3600s', 'time to finish: 30d, 12h, 90m, 3600s'), '30d')
    .option('--from <time>')
    .option('--to <time>')
    .action((options: Options, command: Command) => withServer(command, (context) => showFunnel(context, options)))
}

async function showFunnel({ server, workspace, output }: Context, { step, order, window, from, to }: Options): Promise<void> {
  const answer = await ask(server, {
    method: 'POST',
    path: '/insights/funnel',
    body: {
      steps: step.map((event) => ({ event })),
      order,
      windowSeconds: seconds(window),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    },
    workspace,
  })
  output.result(answer, () => {
    const steps = (answer.steps ?? []) as readonly Step[]
    const first = steps[0]?.persons ?? 0
    const rows = steps.map(({ name, persons }) => [name, count(persons), first === 0 ? '–' : `${((persons / first) * 100).toFixed(1)}%`])
    return table([say('步骤', 'step'), say('人数', 'persons'), say('占第一步', 'of the first')], rows)
  })
}

/** `30d` as seconds. */
export function seconds(span: string): number {
  const match = /^(\d{1,9})([smhd]?)$/.exec(span)
  if (!match)
    throw new Failure(say(`--window 要写成 30d、12h、90m 或 3600s，收到“${span}”`, `--window takes 30d, 12h, 90m or 3600s, not “${span}”`))
  const unit = match[2] as keyof typeof UNIT_SECONDS | ''
  return Number(match[1]) * (unit ? UNIT_SECONDS[unit] : 1)
}
