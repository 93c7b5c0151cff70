export default {
  kind: 'system'
  name: 'x',
};
