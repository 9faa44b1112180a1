# SPDX-License-Identifier: Apache-2.0
"""The guest of scripts/linux: Debian's kernel and busybox, fetched as packages, and an initial RAM disk made of them.

Nothing is installed: packages are unpacked under build/linux and kept there.
"""
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / "build" / "linux"
GUEST = ROOT / "tb" / "linux" / "guest"
KERNEL_PACKAGE = "linux-image-cloud-amd64"
# Modules that tests load, if the kernel has not built them in; what they depend on comes along.
MODULES = ("vfio-pci", "vfio_iommu_type1", "pci-pf-stub", "virtio_pci", "virtio-rng",
           "vfat", "nls_cp437", "nls_ascii", "nls_utf8")


class Missing(Exception):
    """Something that the machine or the network cannot give; the text says what to do."""


class Mistake(Exception):
    """Something that the user gave and that cannot be."""


@contextmanager
def locked():
    """One process at a time fills the cache."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _need(program, package):
    if not shutil.which(program):
        raise Missing(f"{program} is not installed: scripts/setup installs it (Debian package {package})")


def _apt(*command, folder=None):
    result = subprocess.run(command, cwd=folder, text=True, capture_output=True, env={**os.environ, "LC_ALL": "C"})
    return result.returncode, result.stdout, result.stderr


def _kernel_package():
    """The package that the meta package stands for today."""
    status, out, _ = _apt("apt-cache", "depends", "--no-recommends", "--no-suggests", KERNEL_PACKAGE)
    names = re.findall(r"Depends: (linux-image-\d\S*)", out)
    if status or not names:
        raise Missing(f"apt knows no package {KERNEL_PACKAGE}: run 'apt-get update', "
                      "or give a kernel with --kernel (and its modules in /lib/modules)")
    return names[0]


def _unpack(package):
    """The folder with the package's files; fetched if it is not there."""
    folder = CACHE / package
    if folder.is_dir():
        return folder
    _need("apt-get", "apt")
    fetched = CACHE / "fetched"
    shutil.rmtree(fetched, ignore_errors=True)
    fetched.mkdir(parents=True)
    status, _, err = _apt("apt-get", "-q", "-o", "APT::Sandbox::User=root", "download", package, folder=fetched)
    files = list(fetched.glob("*.deb"))
    if status or not files:
        reason = ([line for line in err.splitlines() if line.startswith("E:")] or ["no file came"])[0]
        raise Missing(f"package {package} cannot be fetched ({reason}): check the network, or run 'apt-get update'")
    subprocess.run(["dpkg", "-x", files[0], fetched / "files"], check=True)
    (fetched / "files").rename(folder)
    shutil.rmtree(fetched)
    return folder


class Kernel:
    """A kernel image and the folder of its modules (None: it has none that we know of)."""

    def __init__(self, image, modules):
        self.image = image
        self.modules = modules


def kernel(image=None):
    """Debian's kernel, or the image that the user gave."""
    if image:
        image = Path(image)
        if not image.is_file():
            raise Mistake(f"kernel image {image} does not exist")
        version = re.sub(r"^(vmlinuz|bzImage)-?", "", image.name)
        for root in (image.parent.parent, Path("/")):
            modules = root / "lib" / "modules" / version
            if version and modules.is_dir():
                return Kernel(image, modules)
        return Kernel(image, None)
    with locked():
        kept = sorted(CACHE.glob("linux-image-*/boot/vmlinuz-*"))
        folder = kept[-1].parent.parent if kept else _unpack(_kernel_package())
    image = next((folder / "boot").glob("vmlinuz-*"))
    return Kernel(image, next((folder / "lib" / "modules").iterdir()))


def _busybox():
    with locked():
        folder = _unpack("busybox-static")
    return next(path for path in (folder / "bin/busybox", folder / "usr/bin/busybox") if path.is_file())


def _module_files(folder):
    """Name of each module (with _ for -) to its file."""
    return {path.name[:-3].replace("-", "_"): path for path in folder.rglob("*.ko")}


def _depends(path):
    match = re.search(rb"\0depends=([^\0]*)\0", path.read_bytes())
    return [name.replace("-", "_") for name in match.group(1).decode().split(",") if name] if match else []


def _load_order(name, files, order):
    """Appends to `order` what has to be loaded for module `name`, and the module."""
    if name not in files or name in order:
        return
    for needed in _depends(files[name]):
        _load_order(needed, files, order)
    order.append(name)


def _add_modules(root, folder):
    files = _module_files(folder) if folder else {}
    lines = []
    for wanted in MODULES:
        order = []
        _load_order(wanted.replace("-", "_"), files, order)
        lines.append(f"{wanted} {' '.join(order)}".strip())
        for name in order:
            shutil.copy(files[name], root / "modules" / f"{name}.ko")
    (root / "modules" / "order").write_text("\n".join(lines) + "\n")


def _headers(version):
    """The unpacked headers of a Debian kernel: the folder to build modules in."""
    status, out, _ = _apt("apt-cache", "depends", "--no-recommends", "--no-suggests", f"linux-headers-{version}")
    needed = re.findall(r"Depends: (linux-(?:headers|kbuild)-\S*)", out)
    if status or not needed:
        raise Missing(f"apt knows no package linux-headers-{version}")
    for package in needed:
        _unpack(package)
    folder = _unpack(f"linux-headers-{version}")
    # The packages name one another by the places where they would be installed.
    tree = CACHE / "headers"
    shutil.rmtree(tree, ignore_errors=True)
    for package in [folder, *(CACHE / name for name in needed)]:
        shutil.copytree(package, tree, symlinks=True, dirs_exist_ok=True)
    build = tree / "usr" / "src" / f"linux-headers-{version}"
    makefile = build / "Makefile"
    makefile.write_text(makefile.read_text().replace("/usr/src/", f"{tree}/usr/src/"))
    return build


def sva_module(modules):
    """The module of tb/linux/guest/module for the kernel with this folder of modules; None if it cannot be built (then
    its test is skipped)."""
    source = GUEST / "module" / "vtd_sva.c"
    if modules is None or not shutil.which("make"):
        return None
    key = hashlib.sha256(source.read_bytes()).hexdigest()[:12]
    made = CACHE / f"vtd_sva-{modules.name}-{key}.ko"
    with locked():
        if made.is_file():
            return made
        try:
            build = _headers(modules.name)
        except Missing as missing:
            print(f"linux: no module vtd_sva.ko: {missing}")
            return None
        work = CACHE / "module"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        shutil.copy(source, work)
        (work / "Kbuild").write_text("obj-m := vtd_sva.o\n")
        result = subprocess.run(["make", "-C", build, f"M={work}", "modules"], text=True, capture_output=True)
        if result.returncode:
            raise Missing(f"the module vtd_sva.ko does not build:\n{result.stdout}{result.stderr}")
        subprocess.run(["strip", "--strip-debug", work / "vtd_sva.ko"], check=True)
        shutil.move(work / "vtd_sva.ko", made)
        shutil.rmtree(CACHE / "headers")
    return made


def initrd(modules, programs, extra_modules=()):
    """Makes the initial RAM disk, not compressed: unpacking takes longer than loading. `modules`: folder of the
    kernel's modules or None; `programs`: folder with the guest's compiled programs; `extra_modules`: more modules (files)."""
    _need("cpio", "cpio")
    busybox = _busybox()
    programs = Path(programs)
    if not programs.is_dir():
        raise Missing(f"the guest's programs are not built: there is no {programs} (build the target vtd_linux_guest)")
    with locked():
        root = CACHE / "root"
        shutil.rmtree(root, ignore_errors=True)
        for name in ("bin", "dev", "lib", "mnt", "modules", "proc", "run", "sys", "tests", "tmp"):
            (root / name).mkdir(parents=True)
        shutil.copy(busybox, root / "bin" / "busybox")
        shutil.copy(GUEST / "init", root / "init")
        shutil.copy(GUEST / "lib.sh", root / "lib.sh")
        for path in programs.iterdir():
            shutil.copy(path, root / "bin" / path.name)
        for path in (GUEST / "tests").iterdir():
            shutil.copy(path, root / "tests" / path.name)
        _add_modules(root, modules)
        for path in extra_modules:
            shutil.copy(path, root / "modules" / f"{path.name.split('-')[0]}.ko")
        names = "\n".join(str(path.relative_to(root)) for path in sorted(root.rglob("*")))
        # Its own name, because boots may run side by side.
        image = CACHE / f"initrd-{os.getpid()}.cpio"
        with open(image, "wb") as out:
            subprocess.run(["cpio", "--quiet", "-o", "-H", "newc", "-R", "0:0"], input=names.encode(), cwd=root,
                           stdout=out, check=True)
    return image
