/** Events that tell how near somebody is to buying: put aside or taken to the till, and merely looked at. */

export const STRONG_INTENT = [
  'cart',
  'favorite',
  'order_created',
  'Product Added',
  'Product Added to Wishlist',
  '$MPAddFavorites',
  'Cart Viewed',
  'Checkout Started',
  'Payment Info Entered',
] as const

export const WEAK_INTENT = [
  'view',
  'search',
  'share',
  'Products Searched',
  'Product List Viewed',
  'Product Clicked',
  'Product Viewed',
  'Product Shared',
] as const
