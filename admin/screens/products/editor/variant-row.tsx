import { ActionIcon, Checkbox, Menu, UnstyledButton } from '@mantine/core';
import { IconPhoto, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { COLUMNS, type ColumnName, type PictureDraft, type VariantDraft } from './model';
import { takes } from './paste';
import classes from './variant-grid.module.css';

interface Props {
  row: number;
  variant: VariantDraft;
  pictures: readonly PictureDraft[];
  errors: Readonly<Record<string, string>> | undefined;
  isSelected: boolean;
  isOnly: boolean;
  onToggle: (key: string) => void;
  onChange: (key: string, given: Partial<VariantDraft>) => void;
  onRemove: (key: string) => void;
}

const NUMBERS: ReadonlySet<ColumnName> = new Set(['price', 'compareAtPrice', 'cost', 'available']);

/** One variant; its mistakes stand below it. */
export function VariantRow({ row, variant, pictures, errors, isSelected, isOnly, onToggle, onChange, onRemove }: Props) {
  const { t } = useTranslation('products');
  const name = variant.optionValues.join(' / ') || t('variants.only');
  const problems = Object.values(errors ?? {});
  return (
    <tr aria-rowindex={row + 2} className={classes.row} data-invalid={problems.length > 0 || undefined}>
      <td className={classes.check}>
        <Checkbox size="xs" aria-label={t('variants.select', { name })} checked={isSelected} onChange={() => onToggle(variant.key)} />
      </td>
      <th scope="row" className={classes.name}>
        <span className={classes.title}>
          <PictureMenu variant={variant} pictures={pictures} name={name} onChange={(picture) => onChange(variant.key, { picture })} />
          {name}
        </span>
        {problems.length > 0 && (
          <span className={classes.problem} role="alert" id={`problem ${variant.key}`}>
            {problems.join(' ')}
          </span>
        )}
      </th>
      {COLUMNS.map((column) => (
        <td key={column}>
          {takes(variant, column) ? (
            <input
              className={classes.cell}
              data-row={row}
              data-column={column}
              data-number={NUMBERS.has(column) || undefined}
              inputMode={NUMBERS.has(column) ? 'decimal' : undefined}
              aria-label={t('variants.cell', { column: t(`variants.${column}`), name })}
              aria-invalid={errors?.[column] ? true : undefined}
              autoComplete="off"
              value={variant[column]}
              onFocus={(event) => event.currentTarget.select()}
              onChange={(event) => onChange(variant.key, { [column]: event.currentTarget.value })}
            />
          ) : (
            <span className={classes.shown}>{variant.tracksInventory ? variant.available : t('list.notCounted')}</span>
          )}
        </td>
      ))}
      <td>
        <ActionIcon
          variant="subtle"
          color="red"
          disabled={isOnly}
          aria-label={t('variants.remove', { name })}
          onClick={() => onRemove(variant.key)}
        >
          <IconTrash size={16} aria-hidden="true" />
        </ActionIcon>
      </td>
    </tr>
  );
}

interface PictureProps {
  variant: VariantDraft;
  pictures: readonly PictureDraft[];
  name: string;
  onChange: (picture: string) => void;
}

/** Which of the pictures shows this variant. */
function PictureMenu({ variant, pictures, name, onChange }: PictureProps) {
  const { t } = useTranslation('products');
  const shown = pictures.find(({ key }) => key === variant.picture);
  const sent = pictures.filter(({ key }) => !key.startsWith('sending '));
  if (sent.length === 0) return null;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <UnstyledButton className={classes.picture} aria-label={t('variants.picture', { name })}>
          {shown?.preview ? <img src={shown.preview} alt="" /> : <IconPhoto size={16} stroke={1.4} aria-hidden="true" />}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        <Menu.Item onClick={() => onChange('')}>{t('variants.firstPicture')}</Menu.Item>
        {sent.map(({ key, preview, alt }) => (
          <Menu.Item
            key={key}
            onClick={() => onChange(key)}
            leftSection={preview ? <img className={classes.choice} src={preview} alt="" /> : <IconPhoto size={16} aria-hidden="true" />}
          >
            {alt || t('pictures.number', { number: pictures.findIndex((one) => one.key === key) + 1 })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
