/** Of the product, as `quayside --version` says it. */
export const productVersion = '0.1.0';
