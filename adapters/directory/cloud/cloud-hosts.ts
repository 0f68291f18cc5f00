/** The national clouds, by the names of the setting AZURE_CLOUD. */
export type CloudName = 'global' | 'usgov' | 'usgovdod' | 'china';

/** Where one cloud answers: origins, without a path. */
export type CloudHosts = {
  login: string;
  graph: string;
  arm: string;
  /** The metadata service of an Azure machine, which gives managed identities their tokens. */
  metadata: string;
};

const metadata = 'http://169.254.169.254';

const hosts: Readonly<Record<CloudName, CloudHosts>> = {
  global: {
    login: 'https://login.microsoftonline.com',
    graph: 'https://graph.microsoft.com',
    arm: 'https://management.azure.com',
    metadata,
  },
  usgov: {
    login: 'https://login.microsoftonline.us',
    graph: 'https://graph.microsoft.us',
    arm: 'https://management.usgovcloudapi.net',
    metadata,
  },
  usgovdod: {
    login: 'https://login.microsoftonline.us',
    graph: 'https://dod-graph.microsoft.us',
    arm: 'https://management.usgovcloudapi.net',
    metadata,
  },
  china: {
    login: 'https://login.partner.microsoftonline.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    arm: 'https://management.chinacloudapi.cn',
    metadata,
  },
};

/** Returns the hosts of a cloud. They are fixed here, so that no setting can send a token anywhere else. */
export const cloudHosts = (cloud: CloudName): CloudHosts => hosts[cloud];
