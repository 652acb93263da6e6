/** The face of channels. */
export { channelErrors } from './errors.ts'
export { openWecom, type Wecom } from './wecom/client/client.ts'
export { type FailureKind, WecomFailure } from './wecom/client/failures.ts'
export { type Corp, connectCorp, corpsOfWorkspace, disconnectCorp, findCorp } from './wecom/connection/corps.ts'
export { CONTACTS_CHANGED } from './wecom/contacts/record.ts'
export { type TwoDays, twoDays } from './wecom/day/days.ts'
export { GROUPS_CHANGED } from './wecom/groups/news.ts'
export { useMediaOf } from './wecom/mass-send/content-media.ts'
export { MASS_OUTCOMES } from './wecom/mass-send/outcomes.ts'
export {
  cancelMassTasks,
  MAX_RECIPIENTS,
  type MassRecipient,
  type MassTask,
  massTasksOf,
  type PlannedTask,
  planMassTasks,
} from './wecom/mass-send/plan.ts'
export { withoutSlot } from './wecom/mass-send/receive-cap.ts'
export { remindMassTask } from './wecom/mass-send/remind.ts'
