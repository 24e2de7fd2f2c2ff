import { Card, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** 1 where it is the whole page. */
  order?: 1 | 2 | 3;
}

/** Nothing is here, why, and what to do about it. */
export const EmptyState = ({ title, children, action, order = 2 }: Props) => (
  <Card py={48}>
    <Stack align="center" gap="xs" ta="center" maw={460} mx="auto">
      <Title order={order} size="h2">
        {title}
      </Title>
      {children && (
        <Text c="dimmed" size="sm">
          {children}
        </Text>
      )}
      {action}
    </Stack>
  </Card>
);
