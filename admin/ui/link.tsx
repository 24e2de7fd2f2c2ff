import { Button, type ButtonProps } from '@mantine/core';
import type { AnchorHTMLAttributes, Ref } from 'react';
import { useClient } from 'urql';
import { Link as WouterLink } from 'wouter';
import { preload } from '../app/preload';

export interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  /** Below /admin. */
  to: string;
  /** Goes along outside of the address. */
  state?: unknown;
  ref?: Ref<HTMLAnchorElement>;
}

/** A link inside the admin. What stands behind it is asked for while the pointer, a finger or the focus rests on it. */
export function Link({ to, onPointerEnter, onFocus, ...rest }: LinkProps) {
  const client = useClient();
  return (
    <WouterLink
      {...rest}
      to={to}
      onPointerEnter={(event) => {
        preload(client, to);
        onPointerEnter?.(event);
      }}
      onFocus={(event) => {
        preload(client, to);
        onFocus?.(event);
      }}
    />
  );
}

/** A link that looks like a button. */
export const LinkButton = ({ to, ...rest }: ButtonProps & { to: string; children: React.ReactNode }) => (
  <Button component={Link} to={to} {...rest} />
);
