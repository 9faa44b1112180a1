# SPDX-License-Identifier: Apache-2.0
# Shared by the tests of the guest; to be sourced.

# Value of NAME=VALUE on the kernel command line.
command_line() {
  tr ' ' '\n' </proc/cmdline | sed -n "s/^$1=//p" | tail -n 1
}

uptime_ms() {
  echo $(($(cut -d' ' -f1 /proc/uptime | tr -d .) * 10))
}

# The reason that the result line shows.
reason() {
  echo "$*" >/run/reason
}

pass() {
  reason "$@"
  exit 0
}

skip() {
  reason "$@"
  exit 77
}

fail() {
  reason "$@"
  exit 1
}

# check WHAT COMMAND...: a line for each check; the test ends with the first that does not hold.
check() {
  local what=$1
  shift
  if "$@"; then
    echo "  ok: $what"
  else
    echo "  FAILED: $what ($*)"
    fail "$what"
  fi
}

# within SECONDS COMMAND...: true as soon as the command is.
within() {
  local tries=$(($1 * 20))
  shift
  while ! "$@"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    usleep 50000
  done
}

# The kernel's log up to the first test; from the (last) beginning of this test on.
boot_log() {
  dmesg | sed '/vtd-guest: .* begins/q'
}

test_log() {
  dmesg | awk -v begin="vtd-guest: $VTD_TEST begins" \
    'index($0, begin) { text = "" } { text = text $0 "\n" } END { printf "%s", text }'
}

no_faults() {
  ! test_log | grep -q 'DRHD: handling fault'
}

# /modules/order has a line for each module that tests load: its name, and what has to be loaded for it, in order.
load_modules() {
  local wanted module
  for wanted in "$@"; do
    for module in $(sed -n "s/^$wanted //p" /modules/order); do
      grep -q "^$module " /proc/modules || insmod "/modules/$module.ko" || fail "module $module does not load"
    done
  done
}

# PCI functions of a class (hexadecimal, as in sysfs: 010802 is NVMe), one a line.
functions_of_class() {
  local device
  for device in /sys/bus/pci/devices/*; do
    grep -qi "^0x$1" "$device/class" && basename "$device"
  done
}

# PCI functions by vendor and device (hexadecimal).
functions_of_id() {
  local device
  for device in /sys/bus/pci/devices/*; do
    [ "$(cat "$device/vendor"):$(cat "$device/device")" = "0x$1:0x$2" ] && basename "$device"
  done
}

first() {
  local line
  read -r line && echo "$line"
}

nvme_function() {
  functions_of_class 010802 | first
}

accelerator_function() {
  functions_of_class 120000 | first
}

nvme_disk() {
  within 5 ls /dev/nvme*n1 >/dev/null 2>&1
  ls /dev/nvme*n1 2>/dev/null | first
}

driver_of() {
  local link
  link=$(readlink "/sys/bus/pci/devices/$1/driver") && basename "$link"
}

# give FUNCTION DRIVER: takes the function from its driver and gives it to another one; "" leaves it without.
give() {
  local device=/sys/bus/pci/devices/$1
  [ ! -e "$device/driver" ] || echo "$1" >"$device/driver/unbind"
  echo "$2" >"$device/driver_override"
  [ -z "$2" ] || echo "$1" >/sys/bus/pci/drivers_probe
  [ "$(driver_of "$1")" = "$2" ]
}

# Back to the driver that the kernel prefers.
give_back() {
  give "$1" ""
  echo >"/sys/bus/pci/devices/$1/driver_override"
  echo "$1" >/sys/bus/pci/drivers_probe
  [ -e "/sys/bus/pci/devices/$1/driver" ]
}

# Without interrupt remapping a device could forge interrupts, so that VFIO wants to be told that this is accepted.
load_vfio() {
  load_modules vfio_iommu_type1 vfio-pci
  if [ "$(command_line vtd.interrupts)" = off ]; then
    echo 1 >/sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts
  fi
}

# Sum of the counts of the lines of /proc/interrupts that match.
interrupts_of() {
  awk -v pattern="$1" '$0 ~ pattern { total += $2 } END { print total + 0 }' /proc/interrupts
}
