/** A new world: one corp with an app, a few departments, its staff; and customers who know nobody yet. */
import type { World, WorldPlan } from '../../world.ts'
import { ROOT_DEPARTMENT_ID } from './departments.ts'
import { personName } from './names.ts'

const DEPARTMENTS = ['销售一部', '销售二部', '客户服务部']
const POSITIONS = ['客户经理', '店长', '导购', '顾问']
const CITIES = ['上海', '北京', '广州', '深圳', '杭州', '成都', '武汉', '南京', '西安', '苏州', '长沙', '青岛']
const FIRST_AGENT_ID = 1_000_002
const DIGITS = '0123456789abcdef'

export function furnishCorp(world: World, plan: WorldPlan): void {
  const corpId = `ww${hex(world, 16)}`
  const { store, ids } = world
  store.run('insert into corps values (?, ?, ?, ?, ?, 1, ?)', [
    corpId,
    '留池零售',
    plan.callbackUrl ?? null,
    ids.opaque('', 32),
    ids.encodingAesKey(),
    world.clock.now(),
  ])
  store.run('insert into apps values (?, ?, ?, ?, 1, null, null)', [corpId, FIRST_AGENT_ID, '留池', ids.opaque('', 43)])
  store.run('insert into departments values (?, ?, ?, 0, 1)', [corpId, ROOT_DEPARTMENT_ID, '留池零售'])
  DEPARTMENTS.forEach((name, index) => {
    store.run('insert into departments values (?, ?, ?, ?, ?)', [
      corpId,
      ROOT_DEPARTMENT_ID + 1 + index,
      name,
      ROOT_DEPARTMENT_ID,
      index + 1,
    ])
  })
  furnishStaff(world, { corpId, count: plan.staff })
  furnishCustomers(world, plan)
}

function furnishStaff(world: World, input: { corpId: string; count: number }): void {
  const taken = new Map<string, number>()
  for (let index = 0; index < input.count; index += 1) {
    const person = personName(world.random)
    const times = (taken.get(person.pinyin) ?? 0) + 1
    taken.set(person.pinyin, times)
    const userId = times === 1 ? person.pinyin : `${person.pinyin}${times}`
    world.store.run('insert into staff values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 1, ?, null)', [
      input.corpId,
      userId,
      person.name,
      '',
      ROOT_DEPARTMENT_ID + 1 + (index % DEPARTMENTS.length),
      world.random.pick(POSITIONS),
      mobile(world),
      `${userId}@example.com`,
      person.gender,
      avatar(userId),
      world.clock.now(),
    ])
  }
}

function furnishCustomers(world: World, plan: WorldPlan): void {
  for (let number = 1; number <= plan.customers; number += 1) {
    const person = personName(world.random)
    const id = `c${number}`
    const elsewhere = world.random.next() < (plan.wecomShare ?? 0) ? '远山贸易' : null
    world.store.run('insert into customers values (?, ?, ?, ?, ?, ?, ?, ?, ?)', [
      id,
      number,
      person.name,
      person.gender,
      world.random.pick(CITIES),
      mobile(world),
      avatar(id),
      world.ids.opaque('o', 27),
      elsewhere,
    ])
  }
}

/** 17x numbers of the virtual range, so that no real phone is meant. */
function mobile(world: World): string {
  return `170${String(world.random.integer(100_000_000)).padStart(8, '0')}`
}

function avatar(seed: string): string {
  return `https://wework.qpic.cn/bizmail/${seed}/0`
}

function hex(world: World, length: number): string {
  return Array.from({ length }, () => DIGITS[world.random.integer(DIGITS.length)]).join('')
}
