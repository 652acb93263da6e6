/** Names of events that mean the same everywhere, by area. Browser-safe. */
import type { Words } from '../../platform/i18n/locale.ts'
import type { OwnChannel } from '../compliance/consents/contract.ts'

/** `channel` is the brand reaching people: messages sent, opened, clicked, replied. */
export const NAMED_AREAS = ['visit', 'order', 'content', 'group', 'campaign', 'channel', 'service', 'member', 'identity'] as const
export type NamedArea = (typeof NAMED_AREAS)[number]

/** What an event of the area `channel` says about a message. All but the first mean that it got to the person. */
export type Reach = 'sent' | 'delivered' | 'opened' | 'clicked' | 'replied'

export interface StandardEvent {
  readonly name: string
  readonly words: Words
  readonly reach?: Reach
  /** The channel that the name itself tells; absent: the property `channel` does. */
  readonly channel?: OwnChannel
}

const event = (name: string, zh: string, en: string, more: Pick<StandardEvent, 'reach' | 'channel'> = {}): StandardEvent => ({
  name,
  words: { zh, en },
  ...more,
})

/**
 * Names that Liuchi gives itself, that the Segment specification names, and that the Sensors libraries send on their own. Names with `_` are
 * the ones to use for new events.
 */
export const standardEvents: Readonly<Record<NamedArea, readonly StandardEvent[]>> = {
  visit: [
    event('view', '浏览', 'Viewed'),
    event('search', '搜索', 'Searched'),
    event('favorite', '收藏', 'Added to favourites'),
    event('cart', '加入购物车', 'Added to cart'),
    event('click', '点击', 'Clicked'),
    event('share', '分享', 'Shared'),
    event('$page', '浏览页面', 'Viewed a page'),
    event('$screen', '浏览屏幕', 'Viewed a screen'),
    event('$pageview', '浏览页面', 'Viewed a page'),
    event('$WebClick', '点击网页', 'Clicked on a page'),
    event('$WebStay', '停留网页', 'Stayed on a page'),
    event('$WebPageLeave', '离开网页', 'Left a page'),
    event('$AppInstall', '安装应用', 'Installed the app'),
    event('$AppStart', '打开应用', 'Opened the app'),
    event('$AppEnd', '退出应用', 'Left the app'),
    event('$AppViewScreen', '浏览应用页面', 'Viewed an app screen'),
    event('$AppClick', '点击应用', 'Clicked in the app'),
    event('$AppPageLeave', '离开应用页面', 'Left an app screen'),
    event('$MPLaunch', '启动小程序', 'Launched the mini program'),
    event('$MPShow', '打开小程序', 'Opened the mini program'),
    event('$MPHide', '退出小程序', 'Left the mini program'),
    event('$MPViewScreen', '浏览小程序页面', 'Viewed a mini program page'),
    event('$MPPageLeave', '离开小程序页面', 'Left a mini program page'),
    event('$MPClick', '点击小程序', 'Clicked in the mini program'),
    event('$MPShare', '分享小程序', 'Shared the mini program'),
    event('$MPAddFavorites', '收藏小程序', 'Added the mini program to favourites'),
    event('Products Searched', '搜索商品', 'Searched products'),
    event('Product List Viewed', '浏览商品列表', 'Viewed a product list'),
    event('Product Clicked', '点击商品', 'Clicked a product'),
    event('Product Viewed', '浏览商品', 'Viewed a product'),
    event('Product Added', '加入购物车', 'Added a product to the cart'),
    event('Product Removed', '移出购物车', 'Removed a product from the cart'),
    event('Product Added to Wishlist', '收藏商品', 'Added a product to the wish list'),
    event('Product Shared', '分享商品', 'Shared a product'),
    event('Cart Viewed', '查看购物车', 'Viewed the cart'),
    event('Application Installed', '安装应用', 'Installed the app'),
    event('Application Opened', '打开应用', 'Opened the app'),
    event('Application Backgrounded', '退出应用', 'Left the app'),
  ],
  order: [
    event('buy', '购买', 'Bought'),
    event('order_created', '下单', 'Ordered'),
    event('order_paid', '付款', 'Paid'),
    event('order_cancelled', '取消订单', 'Cancelled an order'),
    event('order_shipped', '发货', 'Order shipped'),
    event('order_received', '签收', 'Order received'),
    event('refund', '退款', 'Refunded'),
    event('Checkout Started', '开始结算', 'Started checkout'),
    event('Payment Info Entered', '填写付款信息', 'Entered payment details'),
    event('Order Completed', '完成订单', 'Completed an order'),
    event('Order Updated', '修改订单', 'Updated an order'),
    event('Order Refunded', '退款', 'Refunded an order'),
    event('Order Cancelled', '取消订单', 'Cancelled an order'),
  ],
  content: [
    event('content_viewed', '看内容', 'Viewed content'),
    event('content_liked', '点赞内容', 'Liked content'),
    event('content_commented', '评论内容', 'Commented on content'),
    event('content_shared', '分享内容', 'Shared content'),
    event('Video Playback Started', '播放视频', 'Started a video'),
    event('Video Playback Completed', '看完视频', 'Finished a video'),
  ],
  group: [
    event('group_joined', '入群', 'Joined a group'),
    event('group_left', '退群', 'Left a group'),
    event('group_message', '群内发言', 'Wrote in a group'),
    event('group_checked_in', '群打卡', 'Checked in to a group'),
    event('wecom_group_joined', '加入客户群', 'Joined a WeCom group'),
    event('wecom_group_left', '离开客户群', 'Left a WeCom group'),
  ],
  campaign: [
    event('campaign_viewed', '看活动', 'Viewed a campaign'),
    event('campaign_joined', '参加活动', 'Joined a campaign'),
    event('campaign_helped', '助力', 'Helped somebody in a campaign'),
    event('campaign_won', '中奖', 'Won a prize'),
    event('Promotion Viewed', '看推广', 'Viewed a promotion'),
    event('Promotion Clicked', '点推广', 'Clicked a promotion'),
  ],
  channel: [
    event('reached', '触达', 'Reached', { reach: 'delivered' }),
    event('message_sent', '发出消息', 'Message sent', { reach: 'sent' }),
    event('message_delivered', '消息送达', 'Message delivered', { reach: 'delivered' }),
    event('message_opened', '打开消息', 'Message opened', { reach: 'opened' }),
    event('message_clicked', '点击消息', 'Message clicked', { reach: 'clicked' }),
    event('message_replied', '回复消息', 'Message replied to', { reach: 'replied' }),
    event('friend_added', '加好友', 'Added as a contact'),
    event('friend_deleted', '删好友', 'Deleted as a contact'),
    event('wecom_contact_added', '加为企微好友', 'Became a WeCom contact'),
    event('wecom_contact_half_added', '加企微好友，待员工确认', 'Asked to become a WeCom contact'),
    event('wecom_contact_deleted_by_customer', '删除了企微员工', 'Deleted a member of staff on WeCom'),
    event('wecom_contact_deleted_by_staff', '被企微员工删除', 'Was deleted by a member of staff on WeCom'),
    event('wecom_contact_transferred', '转给其他企微员工', 'Was transferred from a member of staff on WeCom'),
    event('wecom_welcomed', '收到企微欢迎语', 'Was welcomed on WeCom'),
    event('wecom_message_sent', '收到企微群发', 'Was sent a WeCom mass message', { reach: 'sent' }),
    event('followed', '关注', 'Followed'),
    event('unfollowed', '取消关注', 'Unfollowed'),
    event('Email Delivered', '邮件送达', 'E-mail delivered', { reach: 'delivered', channel: 'email' }),
    event('Email Opened', '打开邮件', 'E-mail opened', { reach: 'opened', channel: 'email' }),
    event('Email Link Clicked', '点击邮件', 'E-mail clicked', { reach: 'clicked', channel: 'email' }),
    event('Email Bounced', '邮件退回', 'E-mail bounced'),
    event('Email Marked as Spam', '标为垃圾邮件', 'E-mail marked as spam'),
    event('Unsubscribed', '退订', 'Unsubscribed'),
    event('Push Notification Received', '推送送达', 'Push received', { reach: 'delivered', channel: 'push' }),
    event('Push Notification Tapped', '点击推送', 'Push tapped', { reach: 'clicked', channel: 'push' }),
    event('Push Notification Bounced', '推送失败', 'Push bounced'),
    event('$AppPushClick', '点击推送', 'Push clicked', { reach: 'clicked', channel: 'push' }),
  ],
  service: [
    event('ticket_created', '提交工单', 'Opened a ticket'),
    event('ticket_closed', '关闭工单', 'Ticket closed'),
    event('survey_answered', '填写问卷', 'Answered a survey'),
    event('review_posted', '发表评价', 'Posted a review'),
    event('Product Reviewed', '评价商品', 'Reviewed a product'),
  ],
  member: [
    event('member_joined', '入会', 'Became a member'),
    event('level_changed', '等级变化', 'Level changed'),
    event('points_earned', '获得积分', 'Earned points'),
    event('points_spent', '使用积分', 'Spent points'),
    event('coupon_claimed', '领券', 'Claimed a coupon'),
    event('coupon_redeemed', '用券', 'Redeemed a coupon'),
    event('Coupon Entered', '填写券码', 'Entered a coupon'),
    event('Coupon Applied', '用券', 'Applied a coupon'),
    event('Coupon Denied', '券不可用', 'Coupon denied'),
    event('Coupon Removed', '移除券', 'Removed a coupon'),
  ],
  identity: [
    event('$identify', '识别', 'Identified'),
    event('$alias', '关联', 'Aliased'),
    event('$group', '归属组织', 'Assigned to an organisation'),
    event('$SignUp', '注册', 'Signed up'),
    event('$BindID', '绑定标识', 'Identifier bound'),
    event('$UnbindID', '解绑标识', 'Identifier unbound'),
    event('$profile_set', '设置属性', 'Traits set'),
    event('$profile_set_once', '首次设置属性', 'Traits set once'),
    event('$profile_increment', '累加属性', 'Traits incremented'),
    event('$profile_append', '追加属性', 'Traits appended'),
    event('$profile_unset', '清除属性', 'Traits unset'),
    event('$profile_delete', '删除属性', 'Traits deleted'),
    event('Signed Up', '注册', 'Signed up'),
    event('Signed In', '登录', 'Signed in'),
    event('Signed Out', '退出登录', 'Signed out'),
    event('Account Created', '创建账号', 'Created an account'),
  ],
}
