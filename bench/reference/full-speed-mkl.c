/* For the benchmark only: preloaded, it makes MKL take its AVX-512 path on AMD processors too (bench/train). */
int mkl_serv_intel_cpu_true(void) { return 1; }
