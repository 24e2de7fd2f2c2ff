import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  label: string;
  value: string;
  /** A moment after the last letter. */
  onSearch: (query: string) => void;
}

/** A box that searches while one types. */
export function SearchField({ label, value, onSearch }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(value);
  const search = useDebouncedCallback(onSearch, 200);
  const type = (text: string) => {
    setTyped(text);
    search(text);
  };
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      leftSection={<IconSearch size={16} stroke={1.7} aria-hidden="true" />}
      rightSection={typed && <CloseButton size="sm" aria-label={t('clear')} onClick={() => type('')} />}
    />
  );
}
