// What a slip of the hand could make of a contract: every place of a source where one could happen, found in
// the compiler's own syntax tree.

export interface Mutant {
  file: string
  start: number
  length: number
  was: string
  is: string
}

/** What we look at of a node, in Solidity and in its assembly. */
export interface Ast {
  nodeType: string
  src: string
  operator?: string
  kind?: string
  name?: string
  value?: string
  leftExpression?: Ast
  rightExpression?: Ast
  falseBody?: Ast | null
  functionName?: Ast
}

const SWAPS: Record<string, string[]> = {
  '<': ['<=', '>'],
  '<=': ['<'],
  '>': ['>=', '<'],
  '>=': ['>'],
  '==': ['!='],
  '!=': ['=='],
  '+': ['-'],
  '-': ['+'],
  '*': ['+'],
  '/': ['*'],
  '%': ['/'],
  '&&': ['||'],
  '||': ['&&'],
}

/** The same for what assembly calls its operators. */
const YUL_SWAPS: Record<string, string> = {
  add: 'sub',
  sub: 'add',
  shl: 'shr',
  shr: 'shl',
  and: 'or',
  or: 'and',
  eq: 'sub',
  gt: 'lt',
  lt: 'gt',
}

/** Without these nothing happens; with a brace pair in their place the rest still is a program. */
const STATEMENTS = ['ExpressionStatement', 'EmitStatement', 'YulExpressionStatement']

const place = ({ src }: Ast): [start: number, length: number] => {
  const [start = 0, length = 0] = src.split(':').map(Number)
  return [start, length]
}

/** Every node of a syntax tree, whatever it hangs on. */
function* nodesOf(node: unknown): Generator<Ast> {
  if (Array.isArray(node)) for (const each of node) yield* nodesOf(each)
  else if (typeof node === 'object' && node !== null) {
    // The compiler calls everything with these two a node.
    if ('nodeType' in node && 'src' in node) yield node as Ast
    for (const each of Object.values(node)) yield* nodesOf(each)
  }
}

type Change = [start: number, length: number, is: string]
type Text = (start: number, length: number) => string

function* operators(node: Ast, text: Text): Generator<Change> {
  if (node.nodeType === 'BinaryOperation' && node.leftExpression && node.rightExpression) {
    const [left, leftLength] = place(node.leftExpression)
    const [right] = place(node.rightExpression)
    const between = text(left + leftLength, right - left - leftLength)
    for (const other of SWAPS[node.operator ?? ''] ?? []) {
      yield [left + leftLength, between.length, between.replace(node.operator ?? '', other)]
    }
  }
  if (node.nodeType === 'UnaryOperation' && node.operator === '!') yield [place(node)[0], 1, '']
  if (node.nodeType === 'YulFunctionCall' && node.functionName) {
    const other = YUL_SWAPS[node.functionName.name ?? '']
    if (other) yield [...place(node.functionName), other]
  }
}

function* omissions(node: Ast, text: Text): Generator<Change> {
  const [start, length] = place(node)
  const alone = node.nodeType === 'IfStatement' && !node.falseBody
  if (alone || STATEMENTS.includes(node.nodeType)) {
    // The semicolon stays: alone it is no statement, but two braces are.
    const semicolon = text(start + length, 1) === ';' ? 1 : 0
    yield [start, length + semicolon, '{}']
  }
  if (node.nodeType === 'YulIf') yield [start, length, '{}']
  if (node.nodeType === 'ModifierInvocation') yield [start, length, '']
}

function* values(node: Ast, text: Text): Generator<Change> {
  const [start, length] = place(node)
  if (node.nodeType === 'Literal' && node.kind === 'number') {
    yield [start, length, `(${text(start, length)} + 1)`]
  }
  if (node.nodeType === 'Literal' && node.kind === 'bool') {
    yield [start, length, node.value === 'true' ? 'false' : 'true']
  }
  if (node.nodeType === 'YulLiteral' && node.kind === 'number') {
    yield [start, length, `add(${text(start, length)}, 1)`]
  }
  if (node.nodeType === 'Conditional') yield [start, length, `(${text(start, length)}) * 0`]
}

/** All of them, in the order of the tree. */
export function mutantsOf(file: string, source: Buffer, ast: unknown): Mutant[] {
  const text = (start: number, length: number) => source.subarray(start, start + length).toString()
  return [...nodesOf(ast)]
    .flatMap((node) => [...operators(node, text), ...omissions(node, text), ...values(node, text)])
    .map(([start, length, is]) => ({ file, start, length, was: text(start, length), is }))
}

/** The source with one of them in it. */
export function broken(source: Buffer, { start, length, is }: Mutant): string {
  return Buffer.concat([
    source.subarray(0, start),
    Buffer.from(is),
    source.subarray(start + length),
  ]).toString()
}
