/** A bar on stderr that redraws itself; nothing where stderr is no terminal. */
import { count } from './output.ts'

export interface ProgressBar {
  draw(input: { part: number; text: string }): void
  /** Leaves the line empty. */
  clear(): void
}

const BAR_CHARACTERS = 30
const CLEAR_LINE = '\r\u001b[2K'

export function openProgressBar(stream: NodeJS.WriteStream = process.stderr): ProgressBar {
  if (!stream.isTTY) return { draw: () => undefined, clear: () => undefined }
  return {
    draw: ({ part, text }) => {
      const full = Math.round(Math.min(1, Math.max(0, part)) * BAR_CHARACTERS)
      const percent = String(Math.floor(part * 100)).padStart(3)
      stream.write(`${CLEAR_LINE}${'█'.repeat(full)}${'░'.repeat(BAR_CHARACTERS - full)} ${percent}%  ${text}`)
    },
    clear: () => {
      stream.write(CLEAR_LINE)
    },
  }
}

/** `48,200 rows/s`, without a figure in the first moment. */
export function speed(rows: number, seconds: number): string {
  return seconds < 0.5 ? '' : `${count(Math.round(rows / seconds))}/s`
}
