import { Card, Group, Skeleton, Text } from '@mantine/core';
import { IconArrowDownRight, IconArrowUpRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from './show';

interface Props {
  label: string;
  /** Left out while it is on its way. */
  value?: string | undefined;
  /** Against the time before: a share, 0.25 for a quarter more; null where there was nothing. Left out, nothing is compared. */
  change?: number | null | undefined;
  /** With what it is compared, said where there is more or less: `than last week`. */
  than?: string | undefined;
  /** What else belongs to it. */
  hint?: string | undefined;
  /** A way to what was counted. */
  link?: ReactNode;
}

/** One number that matters, and how it moved. */
export function Figure({ label, value, change, than, hint, link }: Props) {
  const aside = [change ? than : undefined, hint].filter(Boolean).join(' · ');
  return (
    <Card padding="sm">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      {value === undefined ? (
        <Skeleton height={26} my={4} width="60%" />
      ) : (
        <Text size="xl" fw={650} className="numbers" style={{ overflowWrap: 'anywhere' }}>
          {value}
        </Text>
      )}
      <Group gap={6}>
        {value !== undefined && change !== undefined && <Change of={change} />}
        {aside && (
          <Text size="xs" c="dimmed">
            {aside}
          </Text>
        )}
        {link}
      </Group>
    </Card>
  );
}

/** The arrow only repeats the sign. */
function Change({ of }: { of: number | null }) {
  const { t } = useTranslation();
  const { percent } = useFormat();
  if (of === null) return null;
  const Arrow = of < 0 ? IconArrowDownRight : IconArrowUpRight;
  const share = percent(Math.abs(of));
  return (
    <Text size="xs" fw={550} className="numbers" component="span">
      {of !== 0 && <Arrow size={14} aria-hidden="true" style={{ verticalAlign: '-2px' }} />}
      {of === 0 ? t('figure.same') : of < 0 ? t('figure.less', { share }) : t('figure.more', { share })}
    </Text>
  );
}
