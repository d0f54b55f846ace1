/**
 * Wallets whose app has a browser of its own, and how a link opens a page in it, by their own
 * documentation: docs.metamask.io (use deeplinks), docs.cdp.coinbase.com (mobile dapp integration),
 * developer.trustwallet.com (deep linking; 60 is Ethereum and its kin in SLIP-44).
 */
export const walletApps: readonly { name: string; linkTo: (page: URL) => string }[] = [
  {
    name: 'MetaMask',
    linkTo: ({ host, pathname, search, hash }) =>
      `https://link.metamask.io/dapp/${host}${pathname}${search}${hash}`,
  },
  {
    name: 'Coinbase Wallet',
    linkTo: ({ href }) => `https://go.cb-w.com/dapp?cb_url=${encodeURIComponent(href)}`,
  },
  {
    name: 'Trust Wallet',
    linkTo: ({ href }) =>
      `https://link.trustwallet.com/open_url?coin_id=60&url=${encodeURIComponent(href)}`,
  },
]
