import { ActionIcon, Anchor, Button, Menu, Skeleton } from '@mantine/core';
import { IconChevronRight, IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useShop } from '../../app/place';
import { type List, useList } from '../../data/use-list';
import { Link } from '../../ui/link';
import { tell } from '../../ui/tell';
import { useAction } from '../../ui/use-action';
import { CategoriesBelow, CategoryAdd, CategoryChange, CategoryRemove, type TreeCategory } from './category-documents';
import { CategoryForm } from './category-form';
import classes from './category-tree.module.css';
import { MoveCategory } from './move-category';
import { positionsFor } from './positions';

/** Siblings, each with what stands below it once it is opened. */
export function Branch({ list, label }: { list: List<TreeCategory>; label: string }) {
  const { t } = useTranslation('collections');
  return (
    <>
      <ul className={classes.branch} aria-label={label}>
        {list.rows.map((category, at) => (
          <Twig key={category.id} category={category} siblings={list.rows} at={at} />
        ))}
      </ul>
      {list.loading && <Skeleton height={28} />}
      {list.hasMore && (
        <Button size="compact-sm" variant="default" loading={list.loadingMore} onClick={list.loadMore}>
          {t('shelf.more')}
        </Button>
      )}
    </>
  );
}

function Below({ category: { id, title } }: { category: TreeCategory }) {
  const { id: shop } = useShop();
  const list = useList(CategoriesBelow, { shop, category: id }, (data) => data.shop?.category?.children, { first: 100 });
  return <Branch list={list} label={title} />;
}

interface TwigProps {
  category: TreeCategory;
  siblings: readonly TreeCategory[];
  at: number;
}

type Dialog = 'rename' | 'add' | 'move' | null;

function Twig({ category, siblings, at }: TwigProps) {
  const { t } = useTranslation('collections');
  const { id: shop } = useShop();
  const may = useMay()('write_products');
  const [opened, setOpened] = useState(false);
  const [dialog, setDialog] = useState<Dialog>(null);
  const [change] = useAction(CategoryChange, (data) => data.categoryUpdate);
  const { id, title, hasChildren } = category;
  const remove = useRemove(category);
  const close = () => setDialog(null);
  const step = async (to: number) => {
    for (const { id: one, position } of positionsFor(siblings, at, to)) {
      if (!(await change({ shop, category: one, input: { position } }))) return;
    }
  };
  return (
    <li>
      <div className={classes.twig}>
        {hasChildren ? (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-expanded={opened}
            aria-label={opened ? t('categories.close', { title }) : t('categories.open', { title })}
            onClick={() => setOpened(!opened)}
          >
            <IconChevronRight size={16} className={classes.chevron} data-opened={opened || undefined} aria-hidden="true" />
          </ActionIcon>
        ) : (
          <span className={classes.leaf} />
        )}
        <Anchor
          component={Link}
          to={`/s/${shop}/products?category=${id}`}
          size="sm"
          className={classes.title}
          title={t('categories.products', { title })}
        >
          {title}
        </Anchor>
        {may && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={t('categories.menu', { title })}>
                <IconDots size={16} aria-hidden="true" />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => setDialog('rename')}>{t('categories.rename')}</Menu.Item>
              <Menu.Item onClick={() => setDialog('add')}>{t('categories.addBelow')}</Menu.Item>
              <Menu.Item disabled={at === 0} onClick={() => void step(at - 1)}>
                {t('categories.up')}
              </Menu.Item>
              <Menu.Item disabled={at === siblings.length - 1} onClick={() => void step(at + 1)}>
                {t('categories.down')}
              </Menu.Item>
              <Menu.Item onClick={() => setDialog('move')}>{t('categories.move')}</Menu.Item>
              <Menu.Item c="red" disabled={hasChildren} onClick={() => void remove()}>
                {t('remove.action')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      {opened && hasChildren && (
        <div className={classes.below}>
          <Below category={category} />
        </div>
      )}
      <CategoryForm opened={dialog === 'rename'} category={category} parent={category.parent?.id ?? null} onClose={close} />
      <CategoryForm
        opened={dialog === 'add'}
        category={null}
        parent={id}
        onClose={() => {
          close();
          setOpened(true);
        }}
      />
      <MoveCategory opened={dialog === 'move'} category={category} onClose={close} />
    </li>
  );
}

/** Deleted at once; made again where it was, though its products have to be put into it again. */
function useRemove({ id, title, position, parent }: TreeCategory): () => Promise<void> {
  const { t } = useTranslation('collections');
  const { id: shop } = useShop();
  const [remove] = useAction(CategoryRemove, (data) => data.categoryDelete);
  const [add] = useAction(CategoryAdd, (data) => data.categoryCreate);
  return async () => {
    if (!(await remove({ shop, category: id }))) return;
    const undo = () => void add({ shop, input: { title, position, ...(parent ? { parent: parent.id } : {}) } });
    tell(t('categories.removed', { title }), undo);
  };
}
