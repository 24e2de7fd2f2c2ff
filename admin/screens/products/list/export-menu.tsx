import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useShop } from '../../../app/place';
import { graphql } from '../../../generated';
import type { ExportFormat } from '../../../generated/graphql';
import { Link } from '../../../ui/link';
import { useAction } from '../../../ui/use-action';

const CatalogAsFile = graphql(`
  mutation CatalogAsFile($shop: ID!, $input: CatalogExportInput!) {
    catalogExport(shop: $shop, input: $input) {
      catalogExport {
        url
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

const FORMATS: readonly ExportFormat[] = ['SHOPIFY', 'JSONL', 'PRICES'];

/** The products that the table shows, as a file; the price list comes back through the imports. */
export function ExportMenu({ query }: { query: string }) {
  const { t } = useTranslation('products');
  const { id: shop } = useShop();
  const [run, running] = useAction(CatalogAsFile, (data) => data.catalogExport);
  const get = async (format: ExportFormat) => {
    const answer = await run({ shop, input: { format, ...(query ? { query } : {}) } });
    if (answer?.catalogExport) location.assign(answer.catalogExport.url);
  };
  return (
    <Menu position="bottom-end" width={300}>
      <Menu.Target>
        <Button variant="default" loading={running} leftSection={<IconDownload size={16} stroke={1.7} aria-hidden="true" />}>
          {t('export.action')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{query ? t('export.found') : t('export.all')}</Menu.Label>
        {FORMATS.map((format) => (
          <Menu.Item key={format} onClick={() => void get(format)}>
            {t(`export.${format}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item component={Link} to={`/s/${shop}/imports`}>
          {t('export.back')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
