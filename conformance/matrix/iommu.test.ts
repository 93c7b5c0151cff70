import { testMatrix } from './rows.ts';

testMatrix('iommu');
