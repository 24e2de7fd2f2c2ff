import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMay, useShop } from '../../../app/place';
import { useFormat } from '../../../ui/show';
import type { Column } from '../../../ui/table';
import { Thumb } from '../../../ui/thumb';
import { StatusOfProduct } from '../status-of-product';
import { EditableCell } from './editable-cell';
import classes from './editable-cell.module.css';
import type { ProductRow } from './product-row';
import { amountIn, isAmount, tagsIn } from './query-words';
import { StatusCell } from './status-cell';
import type { InlineEdits } from './use-inline-edits';

/** The table's columns. Who may write edits in them. */
export function useColumns(edits: InlineEdits): Column<ProductRow>[] {
  const { t } = useTranslation('products');
  const { currency } = useShop();
  const may = useMay()('write_products');
  const { money, number } = useFormat();

  const range = ({ priceRange }: ProductRow) => {
    if (!priceRange) return '–';
    const { lowest, highest } = priceRange;
    return lowest.amount === highest.amount ? money(lowest) : `${money(lowest)} – ${money(highest)}`;
  };
  const bind = (row: ProductRow, field: string) => {
    const key = `${row.id} ${field}`;
    return { key, edit: edits.of(key), onType: (text: string) => edits.type(key, text), onGiveUp: () => edits.giveUp(key) };
  };

  const title = (row: ProductRow) => {
    if (!may) return row.title;
    const { key, ...cell } = bind(row, 'title');
    return (
      <EditableCell
        {...cell}
        byPencil
        label={t('list.cell.title', { title: row.title })}
        text={row.title}
        shown={row.title}
        onSave={(text) => edits.save(key, row, text, { title: text })}
      />
    );
  };
  const status = (row: ProductRow) => {
    if (!may) return <StatusOfProduct status={row.status} />;
    const { key, edit } = bind(row, 'status');
    const label = t('list.cell.status', { title: row.title });
    return <StatusCell label={label} status={row.status} edit={edit} onSave={(to) => edits.save(key, row, to, { status: to })} />;
  };
  const price = (row: ProductRow) => {
    const [only] = row.variants.nodes;
    if (!may || row.variantsCount !== 1 || !only) return range(row);
    const { key, ...cell } = bind(row, 'price');
    const change = (amount: string) => ({ keepOtherVariants: true, variants: [{ id: only.id, price: { amount, currency } }] });
    return (
      <EditableCell
        {...cell}
        align="end"
        label={t('list.cell.price', { title: row.title })}
        text={only.price.amount}
        shown={money(only.price)}
        onSave={(text) =>
          isAmount(amountIn(text)) ? edits.save(key, row, text, change(amountIn(text))) : edits.refuse(key, text, t('notAnAmount'))
        }
      />
    );
  };
  const tags = (row: ProductRow) => {
    if (!may) return row.tags.join(', ');
    const { key, ...cell } = bind(row, 'tags');
    return (
      <EditableCell
        {...cell}
        label={t('list.cell.tags', { title: row.title })}
        text={row.tags.join(', ')}
        shown={row.tags.length > 0 ? row.tags.join(', ') : <span className={classes.empty}>{t('list.noTags')}</span>}
        onSave={(text) => edits.save(key, row, text, { tags: tagsIn(text) })}
      />
    );
  };
  const stockOf = ({ available }: ProductRow) => (available === null ? t('list.notCounted') : t('list.pieces', { count: available ?? 0 }));
  const stock = ({ available, variantsCount }: ProductRow) => (
    <Text span size="sm" {...(available === 0 ? { c: 'red' } : {})}>
      {available === null ? t('list.notCounted') : number(available ?? 0)}
      {variantsCount > 1 && (
        <Text span size="xs" c="dimmed" display="block">
          {t('list.inVariants', { count: variantsCount })}
        </Text>
      )}
    </Text>
  );

  return [
    {
      key: 'picture',
      header: t('list.picture'),
      width: '4rem',
      cell: ({ picture, title: name }) => <Thumb picture={picture} alt={t('list.open', { title: name })} />,
    },
    {
      key: 'title',
      header: t('list.title'),
      cell: (row) => (
        <>
          {title(row)}
          <Text size="xs" c="dimmed" hiddenFrom="xs" className="numbers">
            {range(row)} · {stockOf(row)}
          </Text>
        </>
      ),
    },
    { key: 'status', header: t('list.status'), cell: status, width: '8rem' },
    { key: 'price', header: t('list.price'), cell: price, align: 'end', width: '9rem', from: 'sm' },
    { key: 'stock', header: t('list.stock'), cell: stock, align: 'end', width: '7rem', from: 'sm' },
    {
      key: 'type',
      header: t('list.typeAndVendor'),
      cell: ({ productType, vendor }) => [productType, vendor].filter(Boolean).join(' · '),
      width: '9rem',
      from: 'md',
    },
    { key: 'tags', header: t('list.tags'), cell: tags, width: '10rem', from: 'md' },
  ];
}
