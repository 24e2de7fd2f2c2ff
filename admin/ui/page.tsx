import { Anchor, Box, Group, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { Link } from './link';
import classes from './page.module.css';

interface Props {
  title: string;
  /** Beside the title: what may be done on this page, the main thing last. */
  actions?: ReactNode;
  /** Beside the title: the state of what is shown. */
  badges?: ReactNode;
  /** Where one came from. */
  back?: { to: string; label: string };
  /** Tables take all the room there is, forms do not. */
  wide?: boolean;
  children: ReactNode;
}

/** A page with its one heading. */
export function Page({ title, actions, badges, back, wide = false, children }: Props) {
  useEffect(() => {
    document.title = `${title} · 铺坊 Shopyard`;
  }, [title]);
  return (
    <Box className={wide ? classes.wide : classes.page}>
      {back && (
        <Anchor component={Link} to={back.to} size="sm" className={classes.back}>
          ← {back.label}
        </Anchor>
      )}
      <Group justify="space-between" align="center" mb="md" gap="sm">
        <Group gap="sm" className={classes.heading}>
          <Title order={1} className={classes.title}>
            {title}
          </Title>
          {badges}
        </Group>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Box>
  );
}
