/** The functions and revisions that the lines of the family stand for. */

const xen = 'in xen/common/grant_table.c at c447b7308b';
const ops = 'in drivers/xen/grant-dma-ops.c of Linux, 2025';
const table = 'in drivers/xen/grant-table.c of Linux, 2025';

export const sources = {
  map: `map_grant_ref ${xen}`,
  status: { 1: `_set_status_v1 ${xen}`, 2: `_set_status_v2 ${xen}` },
  unmap: `unmap_common ${xen}`,
  flush: `gnttab_flush_tlb ${xen}`,
  complete: `unmap_common_complete ${xen}`,
  acquire: `acquire_grant_for_copy ${xen}`,
  copy: `gnttab_copy_buf ${xen}`,
  releaseBuffer: `gnttab_copy_release_buf ${xen}`,
  death: `domain_kill, gnttab_release_mappings ${xen}`,
  restart: 'domain_create in xen/common/domain.c at c447b7308b',
  foreign: 'xenmem_add_to_physmap_one with XENMAPSPACE_gmfn_foreign at c447b7308b',
  version: `gnttab_set_version ${xen}`,
  unpopulate: `gnttab_unpopulate_status_frames ${xen}`,
  mapFrame: 'xenmem_add_to_physmap_one with XENMAPSPACE_grant_table, 02708d3b51',
  grant: `gnttab_grant_foreign_access_ref ${table}`,
  end: {
    1: `gnttab_end_foreign_access_ref_v1 ${table}`,
    2: `gnttab_end_foreign_access_ref_v2 ${table}`,
  },
  query: 'gnttab_query_foreign_access of Linux before XSA-396',
  release: `gnttab_end_foreign_access ${table}`,
  deferred: `gnttab_handle_deferred ${table}`,
  guest: 'the guest, by xen/include/public/grant_table.h at c447b7308b',
  balloon: 'guest_remove_page in xen/common/memory.c at c447b7308b',
  setup: `xen_grant_setup_dma_ops ${ops}`,
  domid: `xen_grant_init_backend_domid ${ops}`,
  restricted: `xen_virtio_restricted_mem_acc ${ops}`,
  unbind: 'device_unbind_cleanup in drivers/base/dd.c of Linux, 2025',
  driver: 'virtio_dev_probe in drivers/virtio/virtio.c of Linux, 2025',
  mapPage: `xen_grant_dma_map_page ${ops}`,
  unmapPage: `xen_grant_dma_unmap_page ${ops}`,
  qemu: 'xen_map_cache, xen_invalidate_map_cache_entry in hw/xen/xen-mapcache.c of QEMU 10.2.50',
} as const;
