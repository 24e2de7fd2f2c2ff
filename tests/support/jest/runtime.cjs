const { createRequire } = require('node:module');
const { dirname, sep } = require('node:path');
const { pathToFileURL } = require('node:url');
const { compileFunction, SourceTextModule, SyntheticModule } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/** Packages with a state of their own, which a file may not inherit from the one before: each file evaluates them anew. */
const ANEW = ['mongoose', 'zod', 'prom-client'];

const shared = (path) => {
  const at = path.lastIndexOf(`${sep}node_modules${sep}`);
  if (at < 0) return false;
  const [name] = path.slice(at + 14).split(sep);
  return !ANEW.includes(name);
};

/** What a worker knows of its files for as long as it lives: no source changes while tests run. */
const resolved = new Map();

/**
 * Jest's own runtime evaluates everything anew for each test file, packages too. Here a worker loads a package once, by Node's own
 * loader, for all its test files; the modules of this repository are evaluated anew for each.
 */
module.exports = class SharingRuntime extends Runtime {
  constructor(...args) {
    super(...args);
    const { esmLoader, executor } = this;
    if (!esmLoader?.getContext || !esmLoader.loadEsmModule || !executor?.compile) throw new Error('Jest was changed: tests/support/jest');
    esmLoader.getContext = () => undefined;
    executor.compile = (source, filename) =>
      compileFunction(source, executor.injectedModuleParameters, {
        filename,
        importModuleDynamically: (specifier, _, attributes) => executor.dynamicImport(specifier, filename, undefined, attributes),
      });
    const load = esmLoader.loadEsmModule.bind(esmLoader);
    esmLoader.loadEsmModule = (path, suffix = '') => (shared(path) ? this.sharedModule(path) : load(path, suffix));
  }

  requireModule(from, name, options, actual) {
    if (!options?.isInternalModule && !this._resolution.isCoreModule(name ?? '')) {
      const path = name === undefined ? from : this._resolution.resolveCjs(from, name);
      if (shared(path)) return require(path);
    }
    return super.requireModule(from, name, options, actual);
  }

  async sharedModule(path) {
    const registry = this.registries.getActiveEsmRegistry();
    const key = pathToFileURL(path).href;
    const known = registry.get(key);
    if (known) return known;
    const loading = (async () => {
      const namespace = await import(key);
      const module = new SyntheticModule(
        Object.keys(namespace),
        function () {
          for (const name of Object.keys(namespace)) this.setExport(name, namespace[name]);
        },
        { identifier: path },
      );
      await module.link(() => undefined);
      await module.evaluate();
      return module;
    })();
    registry.set(key, loading);
    return loading;
  }
};
