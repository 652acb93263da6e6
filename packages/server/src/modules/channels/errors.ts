/** Error codes of channels. */
import { type ErrorTable, failer } from '../../platform/errors.ts'

export const channelErrors = {
  'channels.corp_taken': {
    status: 409,
    zh: '企业 {corpId} 已经连接到另一个工作区；一个企业只能属于一个工作区',
    en: 'The corp {corpId} is connected to another workspace; a corp belongs to one workspace',
  },
  'channels.secret_needed': {
    status: 422,
    zh: 'secret：第一次连接企业 {corpId} 时要填写应用的 Secret',
    en: 'secret: the first time a corp is connected ({corpId}) the secret of its app is needed',
  },
  'channels.corp_unknown': {
    status: 404,
    zh: '没有连接企业 {corpId}',
    en: 'The corp {corpId} is not connected',
  },
  'channels.too_many_corps': {
    status: 422,
    zh: '一个工作区最多连接 {limit} 个企业',
    en: 'A workspace connects at most {limit} corps',
  },
  'channels.reconcile_gave_up': {
    status: 503,
    zh: '核对企业 {corpId} 时企业微信没有给出可用的回答：{reason}；已核对的部分有效，可以再次开始',
    en: 'WeCom gave no usable answer while the corp {corpId} was compared: {reason}; what was done counts, and it can be started again',
  },
  'channels.mass_task_wrong': {
    status: 422,
    zh: '群发任务 {key} 的 {field} 不符合要求：{reason}',
    en: '{field} of the mass send {key} is not allowed: {reason}',
  },
  'channels.mass_task_unknown': {
    status: 404,
    zh: '没有群发任务 {key}',
    en: 'There is no mass send {key}',
  },
  'channels.mass_task_not_waiting': {
    status: 409,
    zh: '这项群发现在不在等员工确认，不能提醒',
    en: 'This mass send does not wait for a member of staff now, so nobody can be reminded of it',
  },
  'channels.mass_task_not_there_yet': {
    status: 409,
    zh: '企业微信还在把这项群发下发给员工，过一两分钟再提醒',
    en: 'WeCom is still handing this mass send to the member of staff; remind them in a minute or two',
  },
  'channels.reminded_enough': {
    status: 409,
    zh: '24 小时内已经提醒了 {limit} 次，企业微信不允许更多；{when} 以后可以再提醒',
    en: 'Reminded {limit} times within 24 hours, WeCom allows no more; after {when} it can be done again',
  },
  'channels.wecom_refused': {
    status: 503,
    zh: '企业微信没有照办：{reason}',
    en: 'WeCom did not do it: {reason}',
  },
  'channels.corp_tag_unknown': {
    status: 404,
    zh: '企业微信里没有这个企业标签，可能已被删除；请刷新后重选',
    en: 'WeCom has no such corp tag, it may have been deleted; refresh the list and choose again',
  },
  'channels.corp_tag_taken': {
    status: 409,
    zh: '企业标签“{name}”已经与标签“{tag}”同步；一个企业标签只对应一个标签',
    en: 'The corp tag “{name}” is kept in step with the tag “{tag}” already; a corp tag belongs to one tag',
  },
  'channels.tag_link_unknown': {
    status: 404,
    zh: '这个标签没有与企业微信同步',
    en: 'This tag is not kept in step with WeCom',
  },
  'channels.too_many_tag_links': {
    status: 422,
    zh: '一个企业最多同步 {limit} 个标签',
    en: 'A corp has at most {limit} tags kept in step',
  },
  'channels.tag_name_too_long': {
    status: 422,
    zh: '“{name}”超过企业标签名的 {limit} 个字，请另取一个名字',
    en: '“{name}” is longer than the {limit} characters a corp tag may have; give it another name there',
  },
  'channels.too_many_corp_tags': {
    status: 422,
    zh: '企业微信的企业标签已满 {limit} 个，请先在企业微信删除不用的',
    en: 'WeCom has its {limit} corp tags already; delete some there first',
  },
  'channels.remark_unsure': {
    status: 503,
    zh: '企业微信没有回答，不知道备注是否已修改；稍后以企业微信里的为准，也可以再保存一次',
    en: 'WeCom did not answer, so nobody knows whether the remark was changed; what WeCom has will show here later, or save it once more',
  },
  'channels.not_a_contact': {
    status: 409,
    zh: '这位客户现在不是该员工的企业微信好友，不能修改备注',
    en: 'The person is not a contact of this member of staff now, so nothing can be noted',
  },
  'channels.group_unknown': {
    status: 404,
    zh: '没有客户群 {id}',
    en: 'There is no customer group {id}',
  },
  'channels.welcome_unknown': {
    status: 404,
    zh: '没有欢迎语规则 {id}',
    en: 'There is no welcome rule {id}',
  },
  'channels.too_many_welcomes': {
    status: 422,
    zh: '一个企业最多 {limit} 条欢迎语规则',
    en: 'A corp has at most {limit} welcome rules',
  },
  'channels.alarm_unknown': {
    status: 404,
    zh: '没有待处理的警报 {id}',
    en: 'There is no open alarm {id}',
  },
  'channels.media_unknown': {
    status: 404,
    zh: '没有素材 {id}',
    en: 'There is no media {id}',
  },
  'channels.media_wrong_kind': {
    status: 422,
    zh: '文件的内容不是 {kind}：图片须是 JPG 或 PNG，视频须是 MP4',
    en: 'The file is no {kind}: a picture must be JPG or PNG, a video MP4',
  },
  'channels.media_empty': {
    status: 422,
    zh: '文件太小：要超过 {most} 字节',
    en: 'The file is too small: it must have more than {most} bytes',
  },
  'channels.media_no_file': {
    status: 422,
    zh: '没有收到文件',
    en: 'No file was sent',
  },
  'channels.media_no_space': {
    status: 503,
    zh: '数据目录所在的磁盘满了，存不下素材',
    en: 'The disk of the data directory is full, the media cannot be kept',
  },
  'channels.media_lost': {
    status: 404,
    zh: '素材 {id} 的文件不在数据目录里；多个进程须共用 media 文件夹，或重新上传',
    en: 'The file of the media {id} is not in the data directory; processes must share the folder media, or it is uploaded again',
  },
  'channels.moment_unknown': {
    status: 404,
    zh: '没有朋友圈任务 {id}',
    en: 'There is no Moment {id}',
  },
  'channels.moment_wrong_state': {
    status: 409,
    zh: '朋友圈任务 {id} 的状态是 {state}，现在不能这样做',
    en: 'The Moment {id} is {state}; this cannot be done now',
  },
  'channels.moment_too_late': {
    status: 422,
    zh: '朋友圈任务的截止时间须晚于现在和发表时间',
    en: 'The end of a Moment must be later than now and than its time',
  },
  'channels.moment_nobody': {
    status: 422,
    zh: '选中的员工里没有人可以发表朋友圈：须在职并开通客户联系',
    en: 'None of the chosen members of staff can publish a Moment: they must be with the corp and be allowed customer contact',
  },
  'channels.transfer_same_member': {
    status: 422,
    zh: '不能把 {userId} 的客户交接给本人；请换一位接替员工',
    en: 'The customers of {userId} cannot go to the same member; choose somebody else',
  },
  'channels.transfer_wrong': {
    status: 422,
    zh: '继承的 {field} 不符合要求：{reason}',
    en: '{field} of the transfer is not allowed: {reason}',
  },
  'channels.transfer_unknown': {
    status: 404,
    zh: '没有继承 {id}',
    en: 'There is no transfer {id}',
  },
  'channels.transfer_wrong_state': {
    status: 409,
    zh: '继承 {id} 现在是 {state}，不能这样做',
    en: 'The transfer {id} is {state} now, so this cannot be done',
  },
  'channels.transfer_nobody': {
    status: 422,
    zh: '继承 {id} 里没有可以交接的客户或客户群',
    en: 'The transfer {id} has no customer and no group that can be handed over',
  },
} as const satisfies ErrorTable

export const failChannels = failer(channelErrors)
