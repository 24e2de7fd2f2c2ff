import { Card, Skeleton, Stack } from '@mantine/core';
import classes from './page.module.css';

/** A page that is on its way, of the height that pages begin with, so that nothing jumps. */
export const PageSkeleton = () => (
  <Stack className={classes.page} gap="md" aria-hidden="true">
    <Skeleton height={30} width={220} mt={4} />
    <Card>
      <Stack gap="sm">
        {[85, 60, 75, 50, 70].map((width) => (
          <Skeleton key={width} height={16} width={`${width}%`} />
        ))}
      </Stack>
    </Card>
  </Stack>
);
