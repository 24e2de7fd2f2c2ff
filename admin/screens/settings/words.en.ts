export default { title: 'Inventory' };
