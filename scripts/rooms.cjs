/**
 * Who may import whom. A room is a folder of node/ or a single file there; rooms share words
 * (domain) and maths (crypto), meet only in peer/, and everyone else enters by node/index.ts.
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */
const shells = '^node/(daemon|cli)/'
const leaves = '^node/(domain|crypto)(/|\\.ts$)'
const composition = '^node/(peer/|index\\.ts$)'
const room = '^node/([a-z]+)(?:/|\\.ts$)'

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domain-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^node/domain(/|\\.ts$)' },
      to: { path: '^(node|web|scripts|test)/', pathNot: '^node/domain(/|\\.ts$)' },
    },
    {
      name: 'crypto-imports-only-domain',
      severity: 'error',
      from: { path: '^node/crypto(/|\\.ts$)' },
      to: { path: '^(node|web|scripts|test)/', pathNot: leaves },
    },
    {
      name: 'rooms-do-not-visit',
      comment: 'rooms and adapters share words and maths; they meet only in peer/',
      severity: 'error',
      from: { path: room, pathNot: [shells, leaves, composition] },
      to: { path: '^node/', pathNot: [leaves, '^node/$1(/|\\.ts$)'] },
    },
    {
      name: 'daemon-enters-by-the-front-door',
      severity: 'error',
      from: { path: '^node/daemon/' },
      to: { path: '^node/', pathNot: ['^node/index\\.ts$', '^node/daemon/'] },
    },
    {
      name: 'cli-enters-by-the-front-doors',
      comment: 'the library by node/index.ts, the daemon by node/daemon/main.ts',
      severity: 'error',
      from: { path: '^node/cli/' },
      to: {
        path: '^node/',
        pathNot: ['^node/index\\.ts$', '^node/daemon/main\\.ts$', '^node/cli/'],
      },
    },
    {
      name: 'web-enters-by-the-front-door',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^node/', pathNot: '^node/index\\.ts$' },
    },
    {
      name: 'scripts-enter-by-the-front-doors',
      comment: 'they run on Node: benches measure the stores a node has',
      severity: 'error',
      from: { path: '^scripts/' },
      to: { path: '^node/', pathNot: '^node/(index|daemon/main)\\.ts$' },
    },
    {
      name: 'library-never-knows-its-shells',
      severity: 'error',
      from: { path: '^node/', pathNot: shells },
      to: { path: [shells, '^(web|scripts|test)/'] },
    },
    {
      name: 'library-is-isomorphic',
      severity: 'error',
      from: { path: '^node/', pathNot: shells },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'libp2p-and-helia-live-in-network',
      comment: 'shells choose transports and stores, so they may name them too',
      severity: 'error',
      from: { path: '^node/', pathNot: [shells, '^node/network(/|\\.ts$)'] },
      to: { path: 'node_modules/(helia|@helia|libp2p|@libp2p)/' },
    },
    {
      name: 'ethers-lives-in-ledger',
      severity: 'error',
      from: { path: '^node/', pathNot: [shells, '^node/ledger(/|\\.ts$)'] },
      to: { path: 'node_modules/ethers/' },
    },
    {
      name: 'tests-are-never-imported',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'every-package-is-declared',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
    {
      name: 'no-dev-packages-in-production',
      severity: 'error',
      from: { path: '^(node|web)/', pathNot: '^web/vite\\.config\\.ts$' },
      to: { dependencyTypes: ['npm-dev'] },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['^(scripts|test|web)/', '(main|guard)\\.ts$'] },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // What the bundler made is nobody's room.
    exclude: { path: '^web/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    // Many of our packages are ESM only: without these conditions they cannot be found.
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'module-sync', 'types', 'node', 'default'],
    },
  },
}
