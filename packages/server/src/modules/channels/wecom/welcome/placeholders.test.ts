import { describe, expect, test } from 'vitest'
import { byteLength, filledText, mostBytes, needsName, unknownPlaceholder } from './placeholders.ts'

describe('names in texts', () => {
  const names = { nickname: '阿梨', staff: '小王' }
  const nobody = { nickname: undefined, staff: undefined }
  test.each([
    ['{客户昵称}，我是{员工}', names, '阿梨，我是小王'],
    ['{客户昵称|亲}，{客户昵称}', nobody, '亲，朋友'],
    ['我是{员工}', nobody, '我是您的顾问'],
    ['$& {客户昵称}', { ...names, nickname: '$1' }, '$& $1'],
  ])('%s', (text, given, filled) => {
    expect(filledText(text, given)).toBe(filled)
  })

  test('long ones are cut between characters', () => {
    expect(filledText('{客户昵称}', { ...names, nickname: '梨'.repeat(100) })).toBe('梨'.repeat(21))
    expect(filledText('{客户昵称}', { ...names, nickname: '👍'.repeat(100) })).toBe('👍'.repeat(16))
    expect(byteLength(filledText('{客户昵称}{员工}', { nickname: '梨'.repeat(100), staff: 'w'.repeat(100) }))).toBeLessThanOrEqual(
      mostBytes('{客户昵称}{员工}'),
    )
  })

  test('what is in braces and no name is found', () => {
    expect(unknownPlaceholder('{客户昵称} {员工|我}')).toBeUndefined()
    expect(unknownPlaceholder('{客户名称}')).toBe('{客户名称}')
    expect(unknownPlaceholder('{客户昵称} {nickname}')).toBe('{nickname}')
  })

  test('the nickname is asked for only where it is used', () => {
    expect(needsName('{客户昵称|亲}好', '客户昵称')).toBe(true)
    expect(needsName('我是{员工}', '客户昵称')).toBe(false)
  })
})
