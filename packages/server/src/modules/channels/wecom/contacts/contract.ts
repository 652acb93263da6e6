/** The registers of staff and contacts. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../../platform/contract.ts'
import { instant, listOf, listQuery } from '../../../../platform/http/list.ts'
import { bothWords } from '../../../../platform/i18n/schema-words.ts'
import { corpParams } from '../connection/contract.ts'
import { RELATION_STATES } from './states.ts'

const MAX_USER_ID_LENGTH = 64
const MAX_PERSON_ID_LENGTH = 20
/** WW:92694: characters; how many numbers there may be is ours. */
const MAX_REMARK_LENGTH = 20
const MAX_DESCRIPTION_LENGTH = 150
const MAX_PHONES = 5
const PHONE = /^[0-9+() -]{3,32}$/

export const WecomStaff = z.object({
  userId: z.string(),
  name: z.string(),
  departmentIds: z.array(z.number()),
  contactsEnabled: z.boolean(),
  /** Contacts that the platform lists for them. */
  contacts: z.number(),
  /** Since when the corp's list does not have them. */
  leftAt: instant.nullable(),
})
export type WecomStaff = z.output<typeof WecomStaff>

export const listWecomStaff = endpoint({
  name: 'channels.wecom.staff',
  method: 'GET',
  path: '/channels/wecom/:corpId/staff',
  access: 'channels.read',
  summary: { zh: '企业微信员工', en: 'Members of staff of a WeCom corp' },
  params: corpParams,
  query: z.object({ ...listQuery }),
  response: listOf(WecomStaff),
  errors: ['channels.corp_unknown'],
})

export const WecomContact = z.object({
  corpId: z.string(),
  userId: z.string(),
  externalUserId: z.string(),
  personId: z.string(),
  /** As they call themselves; shortened without `people.read_personal`, and so are remark and description. */
  name: z.string(),
  /** Without `people.read_personal` ''. */
  avatar: z.string(),
  /** 1 WeChat, 2 WeCom. */
  type: z.number(),
  state: z.enum(RELATION_STATES),
  addedAt: instant,
  endedAt: instant.nullable(),
  /** The platform's code for the way they came by. */
  addWay: z.number(),
  /** What the code or link that brought them carried. */
  channelState: z.string(),
  remark: z.string(),
  description: z.string(),
  tagIds: z.array(z.string()),
  /** When the platform was last asked. */
  fetchedAt: instant,
})
export type WecomContact = z.output<typeof WecomContact>

export const listWecomContacts = endpoint({
  name: 'channels.wecom.contacts',
  method: 'GET',
  path: '/channels/wecom/:corpId/contacts',
  access: 'channels.read',
  summary: { zh: '企业微信好友：谁的好友、什么状态', en: 'Contacts of a WeCom corp: whose they are and how it stands' },
  params: corpParams,
  query: z.object({
    ...listQuery,
    userId: z.string().min(1).max(MAX_USER_ID_LENGTH).optional(),
    state: z.enum(RELATION_STATES).optional(),
  }),
  response: listOf(WecomContact.extend({ staffName: z.string() })),
  errors: ['channels.corp_unknown'],
})

export const listContactsOfPerson = endpoint({
  name: 'channels.wecom.of_person',
  method: 'GET',
  path: '/persons/:id/wecom-contacts',
  access: 'people.read',
  summary: { zh: '这位客户是哪些员工的企业微信好友', en: 'Whose WeCom contact a person is' },
  params: z.object({ id: z.string().min(1).max(MAX_PERSON_ID_LENGTH) }),
  response: z.object({
    /** The latest thousand, those who are contacts now first. */
    items: z.array(WecomContact.extend({ staffName: z.string() })),
  }),
})

export const remarkContact = endpoint({
  name: 'channels.wecom.remark',
  method: 'PUT',
  path: '/channels/wecom/:corpId/contacts/:userId/:externalUserId/remark',
  access: 'people.write',
  summary: { zh: '修改员工对好友的备注、描述和备注电话', en: 'Change what a member of staff calls and notes of a contact' },
  params: corpParams.extend({
    userId: z.string().min(1).max(MAX_USER_ID_LENGTH),
    externalUserId: z.string().min(1).max(MAX_USER_ID_LENGTH),
  }),
  body: z
    .strictObject({
      /** Absent: as it is; '' clears it. */
      remark: z.string().trim().max(MAX_REMARK_LENGTH).optional(),
      description: z.string().trim().max(MAX_DESCRIPTION_LENGTH).optional(),
      /** All of them anew; they are passed on and not kept here. */
      phones: z.array(z.string().trim().regex(PHONE)).max(MAX_PHONES).optional(),
    })
    .refine((body) => Object.values(body).some((value) => value !== undefined), {
      path: ['remark'],
      ...bothWords('至少要改一项', 'at least one must be given'),
    }),
  response: z.object({
    /** False: WeCom took it but could not be asked what it has now; what is below was known before. */
    readBack: z.boolean(),
    /** Shortened without `people.read_personal`. */
    remark: z.string(),
    description: z.string(),
  }),
  errors: ['channels.corp_unknown', 'channels.not_a_contact', 'channels.wecom_refused', 'channels.remark_unsure'],
})
