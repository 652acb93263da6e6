/** A sign for each area of events; the word always stands beside it or is read out. */
import {
  CommentOutlined,
  CrownOutlined,
  CustomerServiceOutlined,
  EllipsisOutlined,
  EyeOutlined,
  FileTextOutlined,
  GiftOutlined,
  IdcardOutlined,
  MessageOutlined,
  ShoppingOutlined,
} from '@ant-design/icons'
import { type Area, areaWords } from '@liuchi/server/contract/events'
import type { ReactNode } from 'react'
import { useLanguage } from '../../../i18n/formats.ts'

export const areaIcons: Readonly<Record<Area, ReactNode>> = {
  visit: <EyeOutlined />,
  order: <ShoppingOutlined />,
  content: <FileTextOutlined />,
  group: <CommentOutlined />,
  campaign: <GiftOutlined />,
  channel: <MessageOutlined />,
  service: <CustomerServiceOutlined />,
  member: <CrownOutlined />,
  identity: <IdcardOutlined />,
  other: <EllipsisOutlined />,
}

export function useAreaWords(): (area: Area) => string {
  const language = useLanguage()
  return (area) => areaWords[area][language === 'en' ? 'en' : 'zh']
}
