import { useTranslation } from 'react-i18next';
import type { ProductStatus } from '../../generated/graphql';
import { Status } from '../../ui/show';
import { TONES } from './product-status';

export function StatusOfProduct({ status }: { status: ProductStatus }) {
  const { t } = useTranslation('products');
  return <Status tone={TONES[status]}>{t(`status.${status}`)}</Status>;
}
