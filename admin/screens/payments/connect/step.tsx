import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from '../payments.module.css';

interface Props {
  title: string;
  /** Where in the provider's own pages one finds what is asked here. */
  where?: ReactNode;
  done?: boolean;
  children?: ReactNode;
}

export const Steps = ({ children }: { children: ReactNode }) => <ol className={classes.steps}>{children}</ol>;

/** One step, with a number that becomes a tick. */
export const Step = ({ title, where, done = false, children }: Props) => (
  <li className={classes.step} data-done={done}>
    <Stack gap="sm">
      <div>
        <Title order={2}>{title}</Title>
        {where && (
          <Text size="sm" c="dimmed" mt={2}>
            {where}
          </Text>
        )}
      </div>
      {children}
    </Stack>
  </li>
);
