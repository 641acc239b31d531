"use strict";
// The whole ABI: stateless functions over linear memory. Pointers are byte addresses, 16-byte aligned by
// the caller where it can; sizes are counts of elements. Outputs come first, sizes last. bindings/core.ts
// has the same list as a TypeScript type.
Object.defineProperty(exports, "__esModule", { value: true });
exports.regularize = exports.penalty = exports.shuffleRows = exports.sampleRows = exports.normalWeight = exports.dropoutMask = exports.sgdStep = exports.rmspropStep = exports.momentumStep = exports.adamStep = exports.adagradStep = exports.sumRows = exports.matmul = exports.softmaxCrossEntropyForward = exports.softmaxCrossEntropyBackward = exports.softmax = exports.countConfusion = exports.scale = exports.applyMask = exports.transposeRows = exports.transpose = exports.openRecords = exports.compressRows = exports.byteScale = exports.batchNormInfer = exports.batchNormForward = exports.batchNormBackward = exports.tanhForward = exports.tanhBackward = exports.sigmoidForward = exports.sigmoidBackward = exports.reluForward = exports.reluBackward = void 0;
exports.heapBase = heapBase;
var activation_1 = require("./activation");
Object.defineProperty(exports, "reluBackward", { enumerable: true, get: function () { return activation_1.reluBackward; } });
Object.defineProperty(exports, "reluForward", { enumerable: true, get: function () { return activation_1.reluForward; } });
Object.defineProperty(exports, "sigmoidBackward", { enumerable: true, get: function () { return activation_1.sigmoidBackward; } });
Object.defineProperty(exports, "sigmoidForward", { enumerable: true, get: function () { return activation_1.sigmoidForward; } });
Object.defineProperty(exports, "tanhBackward", { enumerable: true, get: function () { return activation_1.tanhBackward; } });
Object.defineProperty(exports, "tanhForward", { enumerable: true, get: function () { return activation_1.tanhForward; } });
var batchnorm_1 = require("./batchnorm");
Object.defineProperty(exports, "batchNormBackward", { enumerable: true, get: function () { return batchnorm_1.batchNormBackward; } });
Object.defineProperty(exports, "batchNormForward", { enumerable: true, get: function () { return batchnorm_1.batchNormForward; } });
Object.defineProperty(exports, "batchNormInfer", { enumerable: true, get: function () { return batchnorm_1.batchNormInfer; } });
var compress_1 = require("./compress");
Object.defineProperty(exports, "byteScale", { enumerable: true, get: function () { return compress_1.byteScale; } });
Object.defineProperty(exports, "compressRows", { enumerable: true, get: function () { return compress_1.compressRows; } });
Object.defineProperty(exports, "openRecords", { enumerable: true, get: function () { return compress_1.openRecords; } });
Object.defineProperty(exports, "transpose", { enumerable: true, get: function () { return compress_1.transpose; } });
Object.defineProperty(exports, "transposeRows", { enumerable: true, get: function () { return compress_1.transposeRows; } });
var dropout_1 = require("./dropout");
Object.defineProperty(exports, "applyMask", { enumerable: true, get: function () { return dropout_1.applyMask; } });
Object.defineProperty(exports, "scale", { enumerable: true, get: function () { return dropout_1.scale; } });
var loss_1 = require("./loss");
Object.defineProperty(exports, "countConfusion", { enumerable: true, get: function () { return loss_1.countConfusion; } });
Object.defineProperty(exports, "softmax", { enumerable: true, get: function () { return loss_1.softmax; } });
Object.defineProperty(exports, "softmaxCrossEntropyBackward", { enumerable: true, get: function () { return loss_1.softmaxCrossEntropyBackward; } });
Object.defineProperty(exports, "softmaxCrossEntropyForward", { enumerable: true, get: function () { return loss_1.softmaxCrossEntropyForward; } });
var matmul_1 = require("./matmul");
Object.defineProperty(exports, "matmul", { enumerable: true, get: function () { return matmul_1.matmul; } });
Object.defineProperty(exports, "sumRows", { enumerable: true, get: function () { return matmul_1.sumRows; } });
var optimizer_1 = require("./optimizer");
Object.defineProperty(exports, "adagradStep", { enumerable: true, get: function () { return optimizer_1.adagradStep; } });
Object.defineProperty(exports, "adamStep", { enumerable: true, get: function () { return optimizer_1.adamStep; } });
Object.defineProperty(exports, "momentumStep", { enumerable: true, get: function () { return optimizer_1.momentumStep; } });
Object.defineProperty(exports, "rmspropStep", { enumerable: true, get: function () { return optimizer_1.rmspropStep; } });
Object.defineProperty(exports, "sgdStep", { enumerable: true, get: function () { return optimizer_1.sgdStep; } });
var random_1 = require("./random");
Object.defineProperty(exports, "dropoutMask", { enumerable: true, get: function () { return random_1.dropoutMask; } });
Object.defineProperty(exports, "normalWeight", { enumerable: true, get: function () { return random_1.normalWeight; } });
Object.defineProperty(exports, "sampleRows", { enumerable: true, get: function () { return random_1.sampleRows; } });
Object.defineProperty(exports, "shuffleRows", { enumerable: true, get: function () { return random_1.shuffleRows; } });
var regularizer_1 = require("./regularizer");
Object.defineProperty(exports, "penalty", { enumerable: true, get: function () { return regularizer_1.penalty; } });
Object.defineProperty(exports, "regularize", { enumerable: true, get: function () { return regularizer_1.regularize; } });
/** The first byte that is the caller's to lay out. */
function heapBase() {
    return __heap_base;
}
