const { dirname, sep } = require('node:path');
const { pathToFileURL } = require('node:url');
const { compileFunction, SourceTextModule, SyntheticModule } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/** Packages with a state of their own, which a file may not inherit from the one before: each file evaluates them anew. */
const ANEW = ['mongoose', 'zod'];

const PACKAGES = `${sep}node_modules${sep}`;

/** Whether a file is of a package that a worker loads once. */
const isShared = (path) => {
  const at = path.lastIndexOf(PACKAGES);
  return at >= 0 && !ANEW.includes(path.slice(at + PACKAGES.length).split(sep, 1)[0]);
};

/** What a worker knows for as long as it lives: modules of packages, and of our own files where an import leads and what they compile to. */
const packages = new Map();
const led = new Map();
const compiled = new Map();

/**
 * Jest's own runtime evaluates everything anew for each test file, packages too, in a context of its own. With this one a worker loads
 * a package once, by Node's own loader, for all its files, and in one context (environment.cjs), so that an Error is an Error
 * whoever made it. What is ours is still evaluated anew for each file. Modules cannot be mocked: tests here run on the real thing.
 * A file with a context of its own (`@jest-environment node`) is left to Jest.
 */
module.exports = class SharingRuntime extends Runtime {
  constructor(config, environment, resolver, transformer, cacheFS, coverage, path, globalConfig) {
    super(config, environment, resolver, transformer, cacheFS, coverage, path, globalConfig);
    this.sharing = !environment.getVmContext();
    if (!this.sharing) return;
    if (globalConfig?.watch || globalConfig?.watchAll) for (const known of [led, compiled]) known.clear();
    const { esmLoader, executor, transformCache } = this;
    const parts = [esmLoader?.loadEsmModule, esmLoader?.resolveModule, esmLoader?.loadCjsAsEsm, esmLoader?.getContext];
    if (![...parts, executor?.compile, transformCache?.transform].every((part) => typeof part === 'function'))
      throw new Error('Jest has changed inside: tests/support/jest/runtime.cjs must follow.');

    // The context that is there.
    esmLoader.getContext = () => undefined;
    executor.compile = (source, filename) =>
      compileFunction(source, executor.injectedModuleParameters, {
        filename,
        importModuleDynamically: (specifier, _, attributes) => executor.dynamicImport(specifier, filename, undefined, attributes),
      });

    const { loadEsmModule, loadCjsAsEsm, resolveModule } = bound(esmLoader, ['loadEsmModule', 'loadCjsAsEsm', 'resolveModule']);
    esmLoader.loadEsmModule = (file, suffix) => (isShared(file) ? packageModule(file) : loadEsmModule(file, suffix));
    esmLoader.loadCjsAsEsm = (from, file, ...rest) => (isShared(file) ? packageModule(file) : loadCjsAsEsm(from, file, ...rest));
    esmLoader.resolveModule = async (specifier, from, context) => {
      const way = `${dirname(from)}\n${specifier}`;
      const known = led.get(way);
      if (known) return esmLoader.loadEsmModule(known, '');
      const module = await resolveModule(specifier, from, context);
      if (module instanceof SourceTextModule || packages.has(module.identifier)) led.set(way, module.identifier);
      return module;
    };

    const { transform } = bound(transformCache, ['transform']);
    transformCache.transform = (file, options) => {
      if (options?.isInternalModule) return transform(file, options);
      const known = compiled.get(file);
      if (!known) {
        const code = transform(file, options);
        compiled.set(file, transformCache.transforms.get(file));
        return code;
      }
      transformCache.transforms.set(file, known);
      if (known.sourceMapPath) transformCache.sourceMaps.set(file, known.sourceMapPath);
      return known.code;
    };
  }

  requireModule(from, name, options, actual) {
    if (this.sharing && !options?.isInternalModule && !(name && this._resolution.isCoreModule(name))) {
      const path = this._resolution.resolveCjs(from, name);
      if (isShared(path)) return require(path);
    }
    return super.requireModule(from, name, options, actual);
  }

  setMock(...args) {
    this.refuse();
    super.setMock(...args);
  }

  setModuleMock(...args) {
    this.refuse();
    super.setModuleMock(...args);
  }

  refuse() {
    if (this.sharing) throw new Error('Modules cannot be mocked here: see tests/support/jest/runtime.cjs.');
  }
};

const bound = (object, names) => Object.fromEntries(names.map((name) => [name, object[name].bind(object)]));

/** A package's module as Node has loaded it, in a form that our modules can be linked to. */
function packageModule(path) {
  let module = packages.get(path);
  if (!module) {
    module = wrapped(path);
    packages.set(path, module);
  }
  return module;
}

async function wrapped(path) {
  const namespace = await import(pathToFileURL(path).href);
  const names = Object.keys(namespace);
  const module = new SyntheticModule(
    names,
    () => {
      for (const name of names) module.setExport(name, namespace[name]);
    },
    { identifier: path },
  );
  await module.link(() => undefined);
  await module.evaluate();
  return module;
}
