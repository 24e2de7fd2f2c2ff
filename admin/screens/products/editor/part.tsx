import { Card, Group, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** A part of the page with its heading. */
export const Part = ({ title, children, aside }: { title: string; children: ReactNode; aside?: ReactNode }) => (
  <Card>
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <Title order={2}>{title}</Title>
        {aside}
      </Group>
      {children}
    </Stack>
  </Card>
);
