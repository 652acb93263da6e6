/** Error codes of tags. */
import { type ErrorTable, failer } from '../../../platform/errors.ts'

export const tagErrors = {
  'identity.tag_unknown': {
    status: 404,
    zh: '没有名为“{name}”的标签，请先新建',
    en: 'There is no tag named “{name}”; create it first',
  },
  'identity.tag_exists': { status: 409, zh: '已经有名为“{name}”的标签', en: 'There is a tag named “{name}” already' },
  'identity.tag_used': {
    status: 409,
    zh: '“{name}”正被使用，不能归档或改名：{usedBy}',
    en: '“{name}” is in use and can neither be archived nor renamed: {usedBy}',
  },
  'identity.tag_not_manual': {
    status: 409,
    zh: '“{name}”由规则或兴趣自动打上，不能手动增减',
    en: '“{name}” is put on by a rule or an interest, not by hand',
  },
  'identity.tag_group_exclusive': {
    status: 409,
    zh: '互斥的标签组里只能有手动标签，“{name}”不是',
    en: 'An exclusive group holds tags put on by hand only, and “{name}” is none',
  },
  'identity.tag_group_exists': { status: 409, zh: '已经有名为“{name}”的标签组', en: 'There is a tag group named “{name}” already' },
  'identity.too_many_tags': { status: 422, zh: '一个工作区最多 {limit} 个标签', en: 'A workspace has at most {limit} tags' },
  'identity.too_many_tag_groups': { status: 422, zh: '一个工作区最多 {limit} 个标签组', en: 'A workspace has at most {limit} tag groups' },
  'identity.too_many_tags_of_person': {
    status: 422,
    zh: '一个客户最多 {limit} 个标签',
    en: 'A person has at most {limit} tags',
  },
} as const satisfies ErrorTable

export const failTag = failer(tagErrors)
