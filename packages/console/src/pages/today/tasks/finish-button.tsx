/** A task is done: asks what came of it, which may stay empty. */
import { finishTask, type Task } from '@liuchi/server/contract/tasks'
import { Button, type GetRef, Input, Modal } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWhyNot } from '../../../api/session.ts'
import type { TaskActs } from './use-task-acts.ts'
import { useTaskWords } from './use-task-words.ts'

const MAX_NOTE_LENGTH = 500

export interface FinishButtonProps {
  readonly task: Task
  readonly acts: TaskActs
  readonly size?: 'small' | 'middle'
}

export function FinishButton({ task, acts, size = 'middle' }: FinishButtonProps) {
  const { t } = useTranslation(['tasks', 'kinds'])
  const whyNot = useWhyNot()(finishTask)
  const { title } = useTaskWords()(task)
  const [isAsking, ask] = useState(false)
  const [note, setNote] = useState('')
  const field = useRef<GetRef<typeof Input.TextArea>>(null)
  const done = () => {
    ask(false)
    acts.finish(task.id, note)
  }
  return (
    <>
      <Button
        type="primary"
        size={size}
        disabled={whyNot !== undefined || acts.busy.includes(task.id)}
        title={whyNot}
        onClick={() => ask(true)}
      >
        {t('done')}
      </Button>
      <Modal
        title={title}
        open={isAsking}
        okText={t('done')}
        cancelText={t('kinds:cancel')}
        onOk={done}
        onCancel={() => ask(false)}
        destroyOnHidden
        afterOpenChange={(isOpen) => {
          // The dialog itself puts the focus on its cross.
          if (isOpen) field.current?.focus()
        }}
      >
        <Input.TextArea
          ref={field}
          rows={3}
          maxLength={MAX_NOTE_LENGTH}
          value={note}
          aria-label={t('note.label')}
          placeholder={t('note.placeholder')}
          onChange={({ target }) => setNote(target.value)}
        />
      </Modal>
    </>
  )
}
