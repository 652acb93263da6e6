/** Contacts of staff (A2): who knows whom, what is said one to one. */
import type { Area } from '../../area.ts'
import { convertToOpenid, externalUseridToPendingId, unionidToExternalUserid, unionidToExternalUseridOld } from './conversion.ts'
import { acceptCustomer, acceptStaff, addCustomer, addStaff, deleteCustomer, deleteStaff, editCustomer } from './deeds.ts'
import { batchGetByUser, getContact, getFollowUserList, listContacts } from './reading.ts'
import { remarkContact } from './remark.ts'
import { contactsSchema } from './schema.ts'
import { contactList } from './served.ts'
import { say, share } from './talk.ts'

export const contactsArea: Area = {
  name: 'contacts',
  schema: contactsSchema,
  calls: [
    getFollowUserList,
    listContacts,
    getContact,
    batchGetByUser,
    remarkContact,
    contactList,
    unionidToExternalUserid,
    externalUseridToPendingId,
    unionidToExternalUseridOld,
    convertToOpenid,
  ],
  verbs: [addStaff, deleteStaff, addCustomer, acceptStaff, deleteCustomer, acceptCustomer, editCustomer, say, share],
}
