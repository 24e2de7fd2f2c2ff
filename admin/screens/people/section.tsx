import { Card, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  title: string;
  text?: string;
  /** Beside the title: a state, or what may be done with all of it. */
  aside?: ReactNode;
  children?: ReactNode;
}

/** One matter of a page, with its heading. */
export const Section = ({ title, text, aside, children }: Props) => (
  <Card component="section">
    <Stack gap="sm">
      <div>
        <Group justify="space-between" gap="xs">
          <Title order={2}>{title}</Title>
          {aside}
        </Group>
        {text && (
          <Text c="dimmed" size="sm" mt={4}>
            {text}
          </Text>
        )}
      </div>
      {children}
    </Stack>
  </Card>
);
