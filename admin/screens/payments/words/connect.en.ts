export default {
  connect: {
    title: 'Connect {{provider}}',
    action: 'Connect',
    done: '{{provider}} is connected.',
    taken: 'The shop has an active account of {{provider}} already. Change it, or disable it and connect another.',
    wantsCny: '{{provider}} pays in CNY alone, and this shop sells in {{currency}}: no buyer would be offered it.',
    secrets: 'Secrets go to the server alone, encrypted, and are never shown again; no draft in your browser holds them.',
    test: {
      title: 'This is a test shop',
      sandbox:
        'The sandbox of {{provider}} is connected already: buyers can pay without real money, and you need not do anything here. What you connect below takes its place, and must be of the sandbox or of test mode.',
      text: 'It pays at the sandbox of {{provider}}: values of the sandbox or of test mode are taken, live ones are refused.',
    },
  },
  change: {
    title: 'Change keys and certificates',
    options: 'Settings',
    words: 'What buyers read',
    text: 'What you leave empty stays as it is. New values are proven at the provider before they take the place of the old ones.',
    done: 'Saved.',
  },
  checks: {
    missing: 'This is needed.',
    digits: 'Takes digits alone.',
    appId: 'Takes an application’s id: it begins with wx.',
    length: 'Takes {{wanted}} characters; here are {{count}}.',
    spaces: 'Holds spaces or letters that a key cannot have: copy it again.',
    hex: 'Takes the certificate’s serial number: digits and the letters A to F.',
    appSecret: 'Takes the AppSecret: 32 letters and digits.',
    publicKeyId: 'Begins with PUB_KEY_ID_.',
    alipayAppId: 'Takes the 16 digits of the APPID.',
    sellerId: 'Takes 16 digits that begin with 2088.',
    secretKey: 'Takes a secret key: sk_test_…, sk_live_… or a restricted rk_….',
    secretIsPublishable: 'This is the publishable key: the secret one begins with sk_ or rk_.',
    publishableKey: 'Takes a publishable key: pk_test_… or pk_live_….',
    publishableIsSecret: 'This is a secret key: it belongs above, and never into a page.',
    webhookSecret: 'Takes a signing secret: whsec_….',
    needsTest: 'This takes a key of test mode, one that has _test_ in it.',
    needsLive: 'This takes a key of live mode, one that has _live_ in it.',
    isCertificate: 'This is the certificate. The key stands in another file.',
    isPublic: 'This is a public key: take the private one.',
    isPrivate: 'This is a private key: take the public one.',
    notKey: 'This is no whole RSA key {{header}}: copy all of the file, with its first and last line.',
    shortKey: 'The key has {{bits}} bits: {{least}} are needed.',
    otherPair: 'This key does not belong to the certificate that you chose.',
    ownPublicKey: 'This is the public half of your own private key: take the one that the provider shows as its own.',
    email: 'Takes an e-mail address.',
    percent: 'Takes percent with at most two decimals, at most 30: 0.6.',
    amount: 'Takes an amount in {{currency}} with at most {{places}} decimals.',
  },
  wechat: {
    account: {
      title: 'Merchant id and application',
      provider: 'Service provider and application',
      where:
        'pay.weixin.qq.com: the merchant id under 账户中心 → 商户信息 (微信支付商户号); the application under 产品中心 → AppID账号管理, linked with it.',
    },
    mchid: 'Merchant id (mchid)',
    appId: 'AppID',
    appIdHint: 'Of the official account, mini-program or app that buyers pay in.',
    otherApps: 'The mini-program or the app is another application',
    miniProgramAppId: 'AppID of the mini-program',
    mobileAppId: 'AppID of the app',
    certificate: {
      title: 'API certificate',
      where:
        '账户中心 → API安全 → 商户API证书: the number of the certificate, and the files that the certificate tool made. A new one is given as a pair: number and key together.',
    },
    serial: 'Serial number of the certificate',
    serialHint: 'Read from apiclient_cert.pem by itself, and held against the private key.',
    serialFromFile: 'Read it from apiclient_cert.pem',
    noCertificate: 'This file holds no certificate: choose apiclient_cert.pem.',
    privateKey: 'Private key (apiclient_key.pem)',
    apiV3Key: {
      title: 'API v3 key',
      where: '账户中心 → API安全 → APIv3密钥: the 32 characters that you set there. It is shown once, when it is set.',
      label: 'API v3 key',
      change:
        'A new key takes the place of the old one: set it at WeChat Pay and here in one go. What arrives in between is made up for by asking.',
    },
    publicKey: {
      title: 'WeChat Pay’s public key',
      where:
        '账户中心 → API安全 → 微信支付公钥: its id and pub_key.pem. Needed by all new merchants; leave it empty where you have platform certificates, which are fetched by themselves.',
      change: 'A new public key joins the one before it: callbacks are taken under either while you change over.',
      label: 'Public key (pub_key.pem)',
    },
    publicKeyId: 'Id of the public key',
    shipping: {
      title: 'Shipping information (mini-programs)',
      where:
        'WeChat settles a mini-program’s payments only when it knows that the goods are on their way. With the AppSecret (mp.weixin.qq.com → 开发管理 → 开发设置) that is told by itself. Enter the addresses of the workers under 开发管理 → IP白名单.',
    },
    appSecret: 'AppSecret of the mini-program',
    products: {
      title: 'Switch on the products, enter your domain',
      where:
        '产品中心: JSAPI, Native, H5, APP as you use them; for JSAPI and H5 your pages’ domain under 产品中心 → 开发配置. Nothing is to be entered for callbacks: each order names its own address, which the account shows once it is connected.',
    },
  },
  alipay: {
    app: {
      title: 'Application',
      seller: 'Merchant’s account',
      where:
        'open.alipay.com: the application (网页/移动应用) with 电脑网站支付, 手机网站支付, APP 支付 or 当面付 signed; its APPID stands on its page. The PID: b.alipay.com → 账户中心.',
    },
    appId: 'APPID',
    sellerId: 'PID of the merchant (2088…)',
    sellerIdHint: 'With it, a notification about another seller’s money settles nothing. May be left empty.',
    own: {
      title: 'Your application’s private key',
      where:
        'Made by Alipay’s key tool (支付宝开放平台密钥工具), RSA2, by key. Its public half (应用公钥) is entered under 开发设置 → 接口加签方式.',
    },
    privateKey: 'Private key (应用私钥)',
    privateKeyHint: 'PEM, or the bare text that the key tool shows; 2,048 bits or more.',
    theirs: {
      title: 'Alipay’s public key',
      where: '开发设置 → 接口加签方式 shows it once the application’s own is entered: 支付宝公钥, not 应用公钥.',
    },
    alipayPublicKey: 'Alipay’s public key (支付宝公钥)',
    alipayPublicKeyHint: 'Held against your private key here: your own public key is refused at once.',
    changeHint: 'Alipay changes its key with yours: give both. Notifications under the key before are taken on.',
  },
  stripe: {
    live: 'live mode',
    test: 'test mode',
    secret: {
      title: 'Secret key',
      where:
        'dashboard.stripe.com → Developers → API keys, in {{mode}}. A restricted key (rk_…) must write Checkout Sessions, PaymentIntents and refunds, and read charges, disputes and balance transactions.',
      platform: 'dashboard.stripe.com → Developers → API keys, in {{mode}}, of an account that has Connect.',
    },
    secretKey: 'Secret key',
    publishable: {
      title: 'Publishable key (optional)',
      where: 'On the same page. It is handed to your own page or app with each payment that is made there.',
    },
    publishableKey: 'Publishable key',
    webhook: {
      title: 'Webhook (optional)',
      where:
        'Leave it empty: the endpoint is made at Stripe by itself. Only where the key may not write webhook endpoints, make one for the callback address that the account shows, and give its signing secret.',
      change: 'A new signing secret joins the one before it: callbacks are taken under either.',
    },
    webhookSecret: 'Signing secret',
    options: { title: 'How the money is taken', where: 'Both can be changed at any time, for payments that begin from then on.' },
    capture: {
      label: 'When',
      AUTOMATIC: 'At once',
      automaticHint: 'The buyer’s payment is taken when he pays.',
      MANUAL: 'When you say so',
      manualHint: 'It is authorised, and taken on the order’s page, within Stripe’s 7 days.',
    },
    types: {
      label: 'What with',
      hint: 'None chosen: Stripe chooses by what is switched on there, the currency and the buyer.',
      CARD: 'Cards',
      LINK: 'Link',
      ALIPAY: 'Alipay',
      WECHAT_PAY: 'WeChat Pay',
      cannotWait: 'Alipay and WeChat Pay cannot wait: they do not go together with “When you say so”.',
    },
  },
  manual: {
    instructions: 'What the buyer reads',
    cash: {
      title: 'Cash on delivery',
      where: 'The buyer pays when the goods arrive; you mark the order paid.',
      offer: 'Take cash on delivery',
      example: 'Pay the courier in cash when the parcel arrives.',
    },
    transfer: {
      title: 'Bank transfer',
      where: 'The buyer sends the money and tells its number; you are told by mail, and confirm it when it is there.',
      offer: 'Take transfers',
      example: 'Bank, account name and number, and what to write as the purpose.',
    },
  },
};
