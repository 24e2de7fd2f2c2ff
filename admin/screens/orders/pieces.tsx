import { Group, NumberInput, Text } from '@mantine/core';
import { useState } from 'react';

interface Props {
  /** Whose pieces, and what becomes of them. */
  label: string;
  /** At most so many. */
  left: number;
  value: number;
  onChange: (value: number) => void;
}

/** How many pieces of a line, between none and all that are left. Cleared, it is none, and stays empty for what is typed next. */
export function Pieces({ label, left, value, onChange }: Props) {
  const [isCleared, setCleared] = useState(false);
  return (
    <Group gap={6} wrap="nowrap">
      <NumberInput
        aria-label={label}
        w="5rem"
        min={0}
        max={left}
        allowDecimal={false}
        allowNegative={false}
        clampBehavior="strict"
        value={isCleared ? '' : value}
        onChange={(typed) => {
          setCleared(typed === '');
          onChange(Number(typed) || 0);
        }}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={() => setCleared(false)}
      />
      <Text size="sm" c="dimmed" miw="2rem" className="numbers" aria-hidden="true">
        / {left}
      </Text>
    </Group>
  );
}
