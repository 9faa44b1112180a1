// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
// A kernel module for the guest of scripts/linux: lets a process share its address space with the
// accelerator. Debian's cloud kernel has SVA, but none of the in-tree drivers that use it. The
// function is given to it by driver_override.
//
// Since 6.1.170, iommu_sva_bind_device() refuses on every x86 machine (CVE-2025-71089: a device may
// keep translations of kernel page tables that are gone). What it stood in front of is still there;
// for a test the module asks the driver of the remapping unit itself.
//
// /dev/vtd-sva: open binds the process; read gives its PASID (u32); mmap gives the registers (BAR
// 0); close unbinds.
#include <linux/fs.h>
#include <linux/iommu.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/uaccess.h>

static struct pci_dev *accelerator;

static const struct iommu_ops *unit_ops(void) {
  return dev_iommu_ops(&accelerator->dev);
}

static int sva_open(struct inode *inode, struct file *file) {
  struct iommu_sva *handle = unit_ops()->sva_bind(&accelerator->dev, current->mm, NULL);

  if (IS_ERR(handle))
    return PTR_ERR(handle);
  file->private_data = handle;
  return 0;
}

static int sva_release(struct inode *inode, struct file *file) {
  unit_ops()->sva_unbind(file->private_data);
  return 0;
}

static ssize_t sva_read(struct file *file, char __user *to, size_t bytes, loff_t *at) {
  u32 pasid = unit_ops()->sva_get_pasid(file->private_data);

  if (bytes != sizeof(pasid))
    return -EINVAL;
  return copy_to_user(to, &pasid, sizeof(pasid)) ? -EFAULT : sizeof(pasid);
}

static int sva_mmap(struct file *file, struct vm_area_struct *area) {
  unsigned long bytes = area->vm_end - area->vm_start;

  if (area->vm_pgoff || bytes > pci_resource_len(accelerator, 0))
    return -EINVAL;
  area->vm_page_prot = pgprot_noncached(area->vm_page_prot);
  return io_remap_pfn_range(area, area->vm_start, pci_resource_start(accelerator, 0) >> PAGE_SHIFT,
                            bytes, area->vm_page_prot);
}

static const struct file_operations sva_files = {
    .owner = THIS_MODULE,
    .open = sva_open,
    .release = sva_release,
    .read = sva_read,
    .mmap = sva_mmap,
};

static struct miscdevice sva_device = {
    .minor = MISC_DYNAMIC_MINOR,
    .name = "vtd-sva",
    .fops = &sva_files,
};

static int sva_probe(struct pci_dev *dev, const struct pci_device_id *id) {
  int error = pcim_enable_device(dev);

  if (error)
    return error;
  pci_set_master(dev);
  error = iommu_dev_enable_feature(&dev->dev, IOMMU_DEV_FEAT_IOPF);
  if (error)
    return dev_err_probe(&dev->dev, error, "no I/O page faults\n");
  error = iommu_dev_enable_feature(&dev->dev, IOMMU_DEV_FEAT_SVA);
  if (error) {
    iommu_dev_disable_feature(&dev->dev, IOMMU_DEV_FEAT_IOPF);
    return dev_err_probe(&dev->dev, error, "no shared virtual addressing\n");
  }
  accelerator = dev;
  return misc_register(&sva_device);
}

static void sva_remove(struct pci_dev *dev) {
  misc_deregister(&sva_device);
  iommu_dev_disable_feature(&dev->dev, IOMMU_DEV_FEAT_SVA);
  iommu_dev_disable_feature(&dev->dev, IOMMU_DEV_FEAT_IOPF);
}

static struct pci_driver sva_driver = {
    .name = "vtd-sva",
    .probe = sva_probe,
    .remove = sva_remove,
};
module_pci_driver(sva_driver);

MODULE_DESCRIPTION("Shared virtual addressing with vtd's accelerator");
MODULE_LICENSE("GPL");
