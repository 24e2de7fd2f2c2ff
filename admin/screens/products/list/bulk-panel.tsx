import { Button, Popover, Stack } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useState } from 'react';

interface Props {
  label: string;
  action: string;
  /** False: nothing to do yet. */
  ready: boolean;
  /** Answers whether all went well: the panel stays open otherwise. */
  onSubmit: () => Promise<boolean>;
  children: ReactNode;
}

/** A button that opens a small form. */
export function BulkPanel({ label, action, ready, onSubmit, children }: Props) {
  const [opened, setOpened] = useState(false);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const done = await onSubmit();
    setBusy(false);
    if (done) setOpened(false);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" width={300} trapFocus returnFocus withRoles={false} shadow="md">
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="default"
          aria-haspopup="dialog"
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
          rightSection={<IconChevronDown size={14} aria-hidden="true" />}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={label}>
        <form onSubmit={submit}>
          <Stack gap="sm">
            {children}
            <Button type="submit" size="xs" loading={busy} disabled={!ready}>
              {action}
            </Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
