// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Written by coefficients.py beside it. Lowest order first.
#ifndef TENFOLD_LIB_TRANSFORMS_APPROXIMATEMATH_COEFFICIENTS_H
#define TENFOLD_LIB_TRANSFORMS_APPROXIMATEMATH_COEFFICIENTS_H

namespace tenfold::approximate {

// exp(r) = 1 + r + r^2 P(r), |r| <= ln(2)/2; error 2^-28.21
constexpr double kExpF32[] = {0x1.0000000000000p-1, 0x1.5554900000000p-3,
                              0x1.5554d20000000p-5, 0x1.123aba0000000p-7,
                              0x1.6d66020000000p-10};
// 2^r = 1 + r P(r), |r| <= 1/2; error 2^-28.26
constexpr double kExp2F32[] = {0x1.62e4300000000p-1,  0x1.ebfbe00000000p-3,
                               0x1.c6af780000000p-5,  0x1.3b2a3c0000000p-7,
                               0x1.5f0a820000000p-10, 0x1.4432040000000p-13};
// log(1+f) = 2s + s z P(z), s = f/(2+f), z = s^2, 1+f in [1/sqrt(2), sqrt(2)];
// error 2^-34.23
constexpr double kLogF32[] = {0x1.5555540000000p-1, 0x1.999c260000000p-2,
                              0x1.23d3de0000000p-2, 0x1.f13c460000000p-3};
// sin(x) = x + x z P(z), z = x^2, |x| <= pi/4; error 2^-32.55
constexpr double kSinF32[] = {-0x1.5555560000000p-3, 0x1.1111760000000p-7,
                              -0x1.a05bb00000000p-13, 0x1.7cd3280000000p-19};
// cos(x) = 1 - z/2 + z^2 P(z); error 2^-37.21
constexpr double kCosF32[] = {0x1.5555560000000p-5, -0x1.6c17620000000p-10,
                              0x1.a075e00000000p-16, -0x1.3720580000000p-22};
// exp(r) = 1 + r + r^2 P(r), |r| <= ln(2)/2; error 2^-63.85
constexpr double kExpF64[] = {
    0x1.0000000000000p-1,  0x1.555555555555cp-3,  0x1.5555555555554p-5,
    0x1.111111110e989p-7,  0x1.6c16c16c17379p-10, 0x1.a01a01b488462p-13,
    0x1.a01a01a09a0fcp-16, 0x1.71ddeda8cc847p-19, 0x1.27e4ea86c6e75p-22,
    0x1.af7001f309b95p-26, 0x1.1f594f8013d82p-29};
// 2^r = 1 + r P(r), |r| <= 1/2; error 2^-59.69
constexpr double kExp2F64[] = {
    0x1.62e42fefa39efp-1,  0x1.ebfbdff82c58fp-3,  0x1.c6b08d704a1d4p-5,
    0x1.3b2ab6fba4d76p-7,  0x1.5d87fe787471bp-10, 0x1.430912f8abfccp-13,
    0x1.ffcbfd47f13c9p-17, 0x1.62c0215c1a546p-20, 0x1.b52335cfd2679p-24,
    0x1.e4d20b130b8e8p-28, 0x1.ec6ac21e401cbp-32, 0x1.c0ecebf2c7884p-36};
// log(1+f) = 2s + s z P(z), s = f/(2+f), z = s^2, 1+f in [1/sqrt(2), sqrt(2)];
// error 2^-58.49
constexpr double kLogF64[] = {0x1.5555555555592p-1, 0x1.999999997ff0cp-2,
                              0x1.24924941e2bd1p-2, 0x1.c71c5212ad778p-3,
                              0x1.74663d5af6e5dp-3, 0x1.39a1db989d1dbp-3,
                              0x1.2f0452fa731c9p-3};
// sin(x) = x + x z P(z), z = x^2, |x| <= pi/4; error 2^-63.25
constexpr double kSinF64[] = {-0x1.5555555555555p-3,  0x1.1111111111067p-7,
                              -0x1.a01a019ffdbabp-13, 0x1.71de3a32aacc9p-19,
                              -0x1.ae642ad8df2acp-26, 0x1.6108b60e17a7ap-33,
                              -0x1.9f724898f785fp-41};
// cos(x) = 1 - z/2 + z^2 P(z); error 2^-69.09
constexpr double kCosF64[] = {0x1.5555555555555p-5,  -0x1.6c16c16c16b2bp-10,
                              0x1.a01a019ffb900p-16, -0x1.27e4fb588922bp-22,
                              0x1.1eed6d6f0aa15p-29, -0x1.9371c1581c9fep-37,
                              0x1.9c738b8034b26p-45};
// erf(x) = x + x P(x^2), |x| <= 1; error 2^-29.38
constexpr double kErfF32[] = {0x1.06eba80000000p-3, -0x1.81273e0000000p-2,
                              0x1.ce2ce60000000p-4, -0x1.b7f7220000000p-6,
                              0x1.53f2ca0000000p-8, -0x1.a359b80000000p-11,
                              0x1.4794340000000p-14};
// erf(x) = 1 - exp(P(x)), 1 <= x <= 4; error 2^-35.24
constexpr double kLogErfcF32[] = {
    0x1.8a5f820000000p-13, -0x1.212c0e0000000p+0, -0x1.4435640000000p-1,
    -0x1.bc151c0000000p-4, 0x1.9d02d20000000p-6,  -0x1.138bfa0000000p-8,
    0x1.cec1d80000000p-12, -0x1.6bcfe40000000p-16};
// erf(x) = x + x P(x^2), |x| <= 1; error 2^-56.33
constexpr double kErfF64[] = {
    0x1.06eba8214db69p-3,   -0x1.812746b0379fdp-2,  0x1.ce2f21a04360fp-4,
    -0x1.b82ce312ab09fp-6,  0x1.565bcd126d56ap-8,   -0x1.c02db492225ebp-11,
    0x1.f9a3342021b59p-14,  -0x1.f4d31d67dfa32p-17, 0x1.b9ed702471f29p-20,
    -0x1.5f8e3ab60f840p-23, 0x1.fc0c783ca30f7p-27,  -0x1.4527ac1231227p-30,
    0x1.25e2f3925fe1ap-34};
// erf(x) = 1 - exp(P(x)), 1 <= x <= 6; error 2^-57.07
constexpr double kLogErfcF64[] = {
    -0x1.1381ec68b046dp-21, -0x1.20dd1e32d153fp+0,  -0x1.45f6358fbbb4bp-1,
    -0x1.a4ab29fe22ef2p-4,  0x1.3719ad960466cp-6,   0x1.b19af17f17672p-12,
    -0x1.f709024f9ebb6p-10, 0x1.954a202158bafp-11,  -0x1.1e5b2ded34f04p-13,
    -0x1.47a084531e670p-16, 0x1.7a1286c6f03e4p-16,  -0x1.1fe03e8eca397p-17,
    0x1.1bdc94b8c8b7fp-19,  -0x1.8cd7abd3a2c5fp-22, 0x1.8a9671c41d90cp-25,
    -0x1.0b5611d6ec9c4p-28, 0x1.bc4e3485dae4cp-33,  -0x1.565f388e75729p-38};
// atan(x) = x + x z P(z), z = x^2, |x| <= tan(pi/8); error 2^-30.45
constexpr double kAtanF32[] = {-0x1.55554a0000000p-2, 0x1.9991e40000000p-3,
                               -0x1.23b9ce0000000p-3, 0x1.b2269c0000000p-4,
                               -0x1.f2ee8a0000000p-5};
// asin(x) = x + x z P(z), z = x^2, |x| <= 1/2; error 2^-31.68
constexpr double kAsinF32[] = {0x1.55554c0000000p-3, 0x1.3338a40000000p-4,
                               0x1.6ca98c0000000p-5, 0x1.04b9900000000p-5,
                               0x1.d6f4640000000p-7, 0x1.340aea0000000p-5};
// sinh(x) = x + x z P(z), z = x^2, |x| <= 1; error 2^-31.55
constexpr double kSinhF32[] = {0x1.5555560000000p-3, 0x1.1110e20000000p-7,
                               0x1.a021560000000p-13, 0x1.75a6f40000000p-19};
// atan(x) = x + x z P(z), z = x^2, |x| <= tan(pi/8); error 2^-63.85
constexpr double kAtanF64[] = {
    -0x1.5555555555554p-2, 0x1.9999999999588p-3,  -0x1.249249246f90fp-3,
    0x1.c71c71b47c5ccp-4,  -0x1.745d145620ff6p-4, 0x1.3b136582dba6cp-4,
    -0x1.110bf4966189fp-4, 0x1.e16878955cc94p-5,  -0x1.ab40ed6175e0cp-5,
    0x1.6ff9e7fedf1b8p-5,  -0x1.10079726c315ep-5, 0x1.e91de5c4673ffp-7};
// asin(x) = x + x z P(z), z = x^2, |x| <= 1/2; error 2^-63.76
constexpr double kAsinF64[] = {
    0x1.5555555555553p-3,  0x1.33333333339f3p-4,  0x1.6db6db6d4b715p-5,
    0x1.f1c71ca75580ep-6,  0x1.6e8b9b08c81c6p-6,  0x1.1c4f83f05691ap-6,
    0x1.c98104e533f93p-7,  0x1.7ba30ab3e8d79p-7,  0x1.36c9cc154f282p-7,
    0x1.47ed58e7d8adfp-7,  0x1.68b1bc7800cc0p-11, 0x1.96994de23ca90p-6,
    -0x1.ac4a0577af82cp-6, 0x1.1395488b03762p-5};
// sinh(x) = x + x z P(z), z = x^2, |x| <= 1; error 2^-61.75
constexpr double kSinhF64[] = {0x1.5555555555556p-3,  0x1.1111111111020p-7,
                               0x1.a01a01a036c80p-13, 0x1.71de3a3b65ef1p-19,
                               0x1.ae646f9f1aa42p-26, 0x1.6117186448526p-33,
                               0x1.b5bd6b53a8bf3p-41};

} // namespace tenfold::approximate

#endif // TENFOLD_LIB_TRANSFORMS_APPROXIMATEMATH_COEFFICIENTS_H
