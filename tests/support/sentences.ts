import ts from 'typescript';

/*
 * Finds what the API says, in its sources: what refusals are made with, and what checks of inputs answer. A sentence that is put
 * together from others is followed to them, through constants, conditions, helpers and their callers.
 */

export interface Source {
  readonly file: string;
  readonly text: string;
}

/** With `{0}`, `{1}`… for what varies. */
export interface Said {
  readonly text: string;
  /** A check's stands behind the name of a field. */
  readonly isCheck: boolean;
  readonly where: string;
}

/** Which argument says it. */
const SAID_BY: Readonly<Record<string, number>> = {
  UserError: 1,
  NotFound: 0,
  ProviderError: 1,
  RequestError: 1,
  PictureProblem: 1,
  OutgoingError: 1,
  WeixinError: 1,
  BadCell: 2,
  FeedProblem: 0,
  BadXml: 0,
};
/** Of zod: each may say in its last argument what it takes. */
const CHECKS = new Set(['refine', 'regex', 'min', 'max', 'email', 'url', 'enum', 'literal', 'addIssue', 'length', 'int']);

/** What stands in a text where something varies. */
const VARIES = '\u0000';
const DEEPEST = 8;
const MOST_WAYS = 400;

type Callable = ts.FunctionDeclaration | ts.ArrowFunction | ts.FunctionExpression | ts.MethodDeclaration;

export function sentencesIn(sources: readonly Source[]): Said[] {
  const files = sources.map(({ file, text }) => ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true));
  const calls = callsIn(files);
  const exported = exportedIn(files);
  const found = new Map<string, Said>();

  const tell = (node: ts.Expression | undefined, isCheck: boolean, end = '') => {
    if (!node) return;
    const file = node.getSourceFile();
    const where = `${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    for (const way of waysOf(node, { calls, exported })) {
      const text = numbered(`${way}${end}`);
      if (saysSomething(text)) found.set(`${isCheck} ${text}`, { text, isCheck, where });
    }
  };

  for (const file of files) {
    visit(file, (node) => {
      if (ts.isNewExpression(node) && ts.isIdentifier(node.expression)) {
        const name = node.expression.text;
        const at = SAID_BY[name];
        const argument = at === undefined ? undefined : node.arguments?.[at];
        if (name !== 'NotFound') tell(argument, false);
        else if (argument && ts.isStringLiteral(argument)) tell(argument, false, ' does not exist');
      }
      if (ts.isCallExpression(node) && node.expression.getText() === 'inLanguage') tell(node.arguments[0], false);
      if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword) {
        const at = SAID_BY[parentOf(node) ?? ''];
        if (at !== undefined) tell(node.arguments[at], false);
      }
      if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && CHECKS.has(node.expression.name.text)) {
        const last = node.arguments.at(-1);
        const mayBeValue = node.arguments.length === 1 && !['email', 'url', 'addIssue', 'int'].includes(node.expression.name.text);
        if (last && !mayBeValue && isText(last)) tell(last, true);
      }
      if (ts.isObjectLiteralExpression(node)) tellOfObject(node, tell);
      if (ts.isPropertyAssignment(node) && node.name.getText() === 'customError' && ts.isArrowFunction(node.initializer))
        for (const answer of answersOf(node.initializer)) tell(answer, true);
    });
  }
  return [...found.values()];
}

/** `{ code: 'EMPTY_FILE', message }`, and what zod takes: `{ path, message }`, `{ error }`. */
function tellOfObject(node: ts.ObjectLiteralExpression, tell: (said: ts.Expression, isCheck: boolean) => void): void {
  const given = new Map(node.properties.flatMap((one) => (one.name ? [[one.name.getText(), one] as const] : [])));
  const valueUnder = (name: string): ts.Expression | undefined => {
    const one = given.get(name);
    if (one && ts.isPropertyAssignment(one)) return one.initializer;
    return one && ts.isShorthandPropertyAssignment(one) ? one.name : undefined;
  };
  const code = valueUnder('code');
  const isCustom = code !== undefined && ts.isStringLiteral(code) && code.text === 'custom';
  const isOfZod = isCustom || (ts.isCallExpression(node.parent) && !code && !given.has('field'));
  const said = valueUnder('message') ?? (isOfZod ? valueUnder('error') : undefined);
  // What stands beside its request's id is an answer that has been told already.
  if (said && (code || given.has('field') || isOfZod) && !given.has('requestId')) tell(said, isOfZod);
  const reason = valueUnder('reason');
  if (reason && given.has('confidence')) tell(reason, false);
}

interface Known {
  /** By the name of what is called; a method's begins with a point. */
  readonly calls: ReadonlyMap<string, ts.CallExpression[]>;
  readonly exported: ReadonlyMap<string, ts.FunctionDeclaration | ts.VariableDeclaration>;
}

/** Every way that an expression may read, with a mark where it varies. */
function waysOf(node: ts.Expression, known: Known, depth = 0): string[] {
  const ways = (inner: ts.Expression) => waysOf(inner, known, depth + 1);
  const declared = (name: ts.Identifier) => declarationOf(name) ?? known.exported.get(name.text) ?? null;
  if (depth > DEEPEST) return [VARIES];
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node)) return ways(node.expression);
  if (ts.isTemplateExpression(node))
    return node.templateSpans.reduce(
      (begun, { expression, literal }) =>
        crossed(
          begun,
          ways(expression).map((way) => `${way}${literal.text}`),
        ),
      [node.head.text],
    );
  if (ts.isConditionalExpression(node)) return [...ways(node.whenTrue), ...ways(node.whenFalse)];
  if (ts.isBinaryExpression(node)) {
    const [left, right] = [() => ways(node.left), () => ways(node.right)];
    if (node.operatorToken.kind === ts.SyntaxKind.PlusToken) return crossed(left(), right());
    const either = [ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.BarBarToken];
    return either.includes(node.operatorToken.kind) ? [...left(), ...right()] : [VARIES];
  }
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
    const called = declared(node.expression);
    const body = called && ts.isVariableDeclaration(called) ? called.initializer : called;
    return body && isCallable(body) ? answersOf(body).flatMap(ways) : [VARIES];
  }
  if (ts.isElementAccessExpression(node) && ts.isIdentifier(node.expression)) return valuesOf(node.expression).flatMap(ways);
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    const value = valuesOf(node.expression, node.name.text)[0];
    return value ? ways(value) : [VARIES];
  }
  if (ts.isIdentifier(node)) {
    const one = declared(node);
    if (one && ts.isVariableDeclaration(one) && one.initializer && ts.isIdentifier(one.name)) return ways(one.initializer);
    if (one && ts.isParameter(one)) return given(one, known.calls).flatMap((value) => (value ? ways(value) : [VARIES]));
  }
  return [VARIES];
}

const crossed = (one: readonly string[], other: readonly string[]): string[] =>
  one.flatMap((begin) => other.map((end) => `${begin}${end}`)).slice(0, MOST_WAYS);

/** What a function's callers give for a parameter, or the value that it has by itself. */
function given(parameter: ts.ParameterDeclaration, calls: Known['calls']): (ts.Expression | null)[] {
  const callable = parameter.parent as Callable;
  const name = nameOf(callable);
  const at = callable.parameters.indexOf(parameter);
  if (!name || !ts.isIdentifier(parameter.name)) return [null];
  const isMethod = ts.isMethodDeclaration(callable);
  const found = (calls.get(isMethod ? `.${name}` : name) ?? []).filter(
    (call) => isMethod || call.getSourceFile() === callable.getSourceFile(),
  );
  const values = found.map((call) => call.arguments[at] ?? parameter.initializer ?? null);
  return values.length > 0 ? values : [parameter.initializer ?? null];
}

function nameOf(callable: Callable): string | null {
  if ('name' in callable && callable.name) return callable.name.getText();
  return ts.isVariableDeclaration(callable.parent) ? callable.parent.name.getText() : null;
}

function callsIn(files: readonly ts.SourceFile[]): Known['calls'] {
  const calls = new Map<string, ts.CallExpression[]>();
  for (const file of files)
    visit(file, (node) => {
      if (!ts.isCallExpression(node)) return;
      const { expression } = node;
      const name = ts.isIdentifier(expression)
        ? expression.text
        : ts.isPropertyAccessExpression(expression)
          ? `.${expression.name.text}`
          : '';
      calls.set(name, [...(calls.get(name) ?? []), node]);
    });
  return calls;
}

/** Functions and constants that other files may name. */
function exportedIn(files: readonly ts.SourceFile[]): Known['exported'] {
  const found = new Map<string, ts.FunctionDeclaration | ts.VariableDeclaration>();
  for (const statement of files.flatMap(({ statements }) => [...statements])) {
    const isOpen = ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (isOpen && ts.isFunctionDeclaration(statement) && statement.name) found.set(statement.name.text, statement);
    if (isOpen && ts.isVariableStatement(statement))
      for (const one of statement.declarationList.declarations) found.set(one.name.getText(), one);
  }
  return found;
}

/** What a function answers. */
function answersOf(callable: Callable): ts.Expression[] {
  if (ts.isArrowFunction(callable) && !ts.isBlock(callable.body)) return [callable.body];
  const found: ts.Expression[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    if (!isCallable(node)) ts.forEachChild(node, look);
  };
  if (callable.body) ts.forEachChild(callable.body, look);
  return found;
}

/** The constant, function or parameter of that name that is nearest around. */
function declarationOf(name: ts.Identifier): ts.VariableDeclaration | ts.ParameterDeclaration | ts.FunctionDeclaration | null {
  for (let scope: ts.Node | undefined = name.parent; scope; scope = scope.parent) {
    if (isCallable(scope) || ts.isConstructorDeclaration(scope)) {
      const parameter = scope.parameters.find((one) => one.name.getText() === name.text);
      if (parameter) return parameter;
    }
    if (!ts.isBlock(scope) && !ts.isSourceFile(scope) && !ts.isCaseClause(scope)) continue;
    for (const statement of scope.statements) {
      if (ts.isFunctionDeclaration(statement) && statement.name?.text === name.text) return statement;
      if (!ts.isVariableStatement(statement)) continue;
      const found = statement.declarationList.declarations.find((one) => one.name.getText() === name.text);
      if (found) return found;
    }
  }
  return null;
}

/** The values of a constant table of texts. */
function valuesOf(name: ts.Identifier, key?: string): ts.Expression[] {
  const declared = declarationOf(name);
  let table = declared && ts.isVariableDeclaration(declared) ? declared.initializer : undefined;
  while (table && (ts.isAsExpression(table) || ts.isSatisfiesExpression(table))) table = table.expression;
  if (!table || !ts.isObjectLiteralExpression(table)) return [];
  return table.properties.flatMap((one) =>
    ts.isPropertyAssignment(one) && (key === undefined || one.name.getText() === key) ? [one.initializer] : [],
  );
}

/** The class that the class of a `super` call extends. */
function parentOf(node: ts.Node): string | null {
  let around: ts.Node = node;
  while (around.parent && !ts.isClassLike(around)) around = around.parent;
  return (ts.isClassLike(around) && around.heritageClauses?.[0]?.types[0]?.expression.getText()) || null;
}

const isCallable = (node: ts.Node): node is Callable =>
  ts.isFunctionDeclaration(node) || ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isMethodDeclaration(node);

const isText = (node: ts.Expression): boolean =>
  ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || ts.isIdentifier(node) || ts.isConditionalExpression(node);

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}

const numbered = (way: string): string => {
  let number = 0;
  return way.replace(new RegExp(`${VARIES}+`, 'g'), () => `{${number++}}`);
};

/** What only hands on what another says, be it behind a field's name, is none of its own. */
const saysSomething = (text: string): boolean => /[a-z]{2}/i.test(text.replace(/^[\w.{}]+: (?=\{\d\}$)/, '').replace(/\{\d\}/g, ''));
