const { ModuleMocker } = require('jest-mock');

/**
 * A test file runs in its worker's own context, not in one made for it: what packages hold for Error, Date or Array is then what the
 * file holds for them, so that a worker can load a package once for all its files (runtime.cjs). What a file leaves behind in the
 * process is undone after it here: globals, settings, the listeners of the process, mocks.
 * Timers are the packages' too, and cannot be faked here: a file that does so begins with `@jest-environment node`.
 */
module.exports = class OneContext {
  constructor() {
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimers = null;
    this.fakeTimersModern = null;
    this.before = {
      globals: Object.getOwnPropertyDescriptors(globalThis),
      settings: { ...process.env },
      folder: process.cwd(),
      exit: process.exit,
      listeners: new Map(process.eventNames().map((event) => [event, process.rawListeners(event)])),
    };
  }

  async setup() {}

  async teardown() {
    this.moduleMocker.restoreAllMocks();
    const { globals, settings, folder, exit, listeners } = this.before;
    for (const key of Reflect.ownKeys(globalThis)) if (!Object.hasOwn(globals, key)) Reflect.deleteProperty(globalThis, key);
    for (const key of Reflect.ownKeys(globals)) {
      const now = Object.getOwnPropertyDescriptor(globalThis, key);
      const then = globals[key];
      if (now?.value !== then.value || now?.get !== then.get) Reflect.defineProperty(globalThis, key, then);
    }
    for (const name of Object.keys(process.env)) if (!(name in settings)) delete process.env[name];
    Object.assign(process.env, settings);
    if (process.cwd() !== folder) process.chdir(folder);
    process.exit = exit;
    for (const event of process.eventNames()) {
      for (const listener of process.rawListeners(event))
        if (!listeners.get(event)?.includes(listener)) process.removeListener(event, listener);
    }
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  /** None: runtime.cjs compiles in the context that is there. */
  getVmContext() {
    return null;
  }
};
