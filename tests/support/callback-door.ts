import express from 'express';
import { type Config, config } from '#platform/config.js';
import { callbacks } from '#server/callbacks.js';
import { type Listening, listening } from './listening.js';

/** The door that providers' callbacks come to. Until it is closed, this process calls itself by that address, and these settings hold. */
export async function openCallbackDoor(settings: Partial<Config>): Promise<Listening> {
  const door = await listening(express().use('/callbacks', callbacks()));
  const held = { ...settings, publicUrl: door.url };
  const before = Object.fromEntries(Object.keys(held).map((name) => [name, config()[name as keyof Config]]));
  Object.assign(config(), held);
  return {
    url: door.url,
    async close() {
      Object.assign(config(), before);
      await door.close();
    },
  };
}
