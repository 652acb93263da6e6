/** A piece of code or JSON with a button to copy it. */
import { CheckOutlined, CopyOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

export interface CodeBlockProps {
  readonly text: string
  readonly label?: string
}

export function CodeBlock({ text, label }: CodeBlockProps) {
  const { t } = useTranslation('kinds')
  const [copied, setCopied] = useState(false)
  const copy = () => navigator.clipboard?.writeText(text).then(() => setCopied(true))
  return (
    <div style={{ position: 'relative' }}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling block must be reachable by keyboard */}
      <section className="lc-code" aria-label={label} tabIndex={0}>
        {text}
      </section>
      <Button
        size="small"
        type="text"
        style={{ position: 'absolute', top: 6, right: 6 }}
        icon={copied ? <CheckOutlined /> : <CopyOutlined />}
        aria-label={copied ? t('copied') : t('copy')}
        title={copied ? t('copied') : t('copy')}
        onClick={copy}
      />
    </div>
  )
}
