"""Which BLAS a process has loaded: a library that multiplies with the reference BLAS would be measured ten times too slow."""

import ctypes


def blas():
    """`OpenBLAS 0.3.21 SkylakeX`: its version and the kernel that it chose for this processor."""
    try:
        with open("/proc/self/maps") as maps:
            paths = {line.split()[-1] for line in maps if "blas" in line.rsplit("/", 1)[-1]}
    except OSError:
        return "BLAS unknown"
    for path in sorted(paths):
        for prefix in ("", "scipy_"):
            for suffix in ("", "64_"):
                try:
                    library = ctypes.CDLL(path)
                    config, core = (
                        getattr(library, f"{prefix}openblas_get_{name}{suffix}") for name in ("config", "corename")
                    )
                except AttributeError:
                    continue
                config.restype = core.restype = ctypes.c_char_p
                version = config().decode().split()[1]
                return f"OpenBLAS {version} {core().decode()}"
    return "reference BLAS, slow: install libopenblas0-pthread" if paths else "BLAS unknown"
