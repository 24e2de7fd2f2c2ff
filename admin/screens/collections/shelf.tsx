import { ActionIcon, Alert, Anchor, Button, Card, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconGripVertical, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMay, useShop } from '../../app/place';
import { Link } from '../../ui/link';
import { Thumb } from '../../ui/thumb';
import { moveOf, useFocusFollows } from '../../ui/use-focus-follows';
import { AddProduct } from './add-product';
import classes from './shelf.module.css';
import { useShelf } from './use-shelf';

const DRAGGED = 'application/x-shopyard-product';

/** The products that were placed by hand: dragged to their places, or moved there with their buttons. */
export function Shelf({ collection, isManual }: { collection: string; isManual: boolean }) {
  const { t } = useTranslation('collections');
  const { id: shop } = useShop();
  const may = useMay()('write_products');
  const { rows, loading, hasMore, failed, loadMore, move, add, remove } = useShelf(collection);
  const { list, follow } = useFocusFollows<HTMLOListElement>(rows);
  const step = (from: number, to: number) => {
    follow(to < from ? 'up' : 'down', rows[from]!.id);
    void move(from, to);
  };
  return (
    <Card>
      <Stack gap="sm">
        <Title order={2}>{t('shelf.heading')}</Title>
        {may && <AddProduct onAdd={add} without={new Set(rows.map(({ id }) => id))} />}
        {!isManual && <Text size="sm">{t('shelf.sorted')}</Text>}
        {failed && (
          <Alert color="red" variant="light" role="alert">
            {failed}
          </Alert>
        )}
        {!loading && rows.length === 0 && !failed && (
          <Text size="sm" c="dimmed">
            {t('shelf.none')}
          </Text>
        )}
        <ol ref={list} className={classes.shelf} aria-label={t('shelf.heading')}>
          {rows.map(({ id, title, picture }, at) => (
            <li
              key={id}
              className={classes.product}
              draggable={may && isManual}
              onDragStart={(event) => event.dataTransfer.setData(DRAGGED, String(at))}
              onDragOver={(event) => event.dataTransfer.types.includes(DRAGGED) && event.preventDefault()}
              onDrop={(event) => {
                if (!event.dataTransfer.types.includes(DRAGGED)) return;
                event.preventDefault();
                void move(Number(event.dataTransfer.getData(DRAGGED)), at);
              }}
            >
              {may && isManual && <IconGripVertical size={16} className={classes.grip} aria-hidden="true" />}
              <Thumb picture={picture} alt="" size={36} />
              <Anchor component={Link} to={`/s/${shop}/products/${id}`} size="sm" className={classes.title}>
                {title}
              </Anchor>
              {may && (
                <Group gap={0} wrap="nowrap">
                  {isManual && (
                    <>
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        disabled={at === 0}
                        data-move={moveOf('up', id)}
                        aria-label={t('shelf.up', { title })}
                        onClick={() => step(at, at - 1)}
                      >
                        <IconArrowUp size={16} aria-hidden="true" />
                      </ActionIcon>
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        disabled={at === rows.length - 1}
                        data-move={moveOf('down', id)}
                        aria-label={t('shelf.down', { title })}
                        onClick={() => step(at, at + 1)}
                      >
                        <IconArrowDown size={16} aria-hidden="true" />
                      </ActionIcon>
                    </>
                  )}
                  <ActionIcon variant="subtle" color="red" aria-label={t('shelf.remove', { title })} onClick={() => void remove(at)}>
                    <IconX size={16} aria-hidden="true" />
                  </ActionIcon>
                </Group>
              )}
            </li>
          ))}
        </ol>
        {loading && <Skeleton height={36} />}
        {hasMore && (
          <Group justify="center">
            <Button variant="default" size="xs" loading={loading} onClick={loadMore}>
              {t('shelf.more')}
            </Button>
          </Group>
        )}
      </Stack>
    </Card>
  );
}
