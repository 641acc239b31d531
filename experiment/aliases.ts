/** What other libraries call the settings of an experiment, and the settings by their paths. */

/** Paths by the names that others have, in lower case without signs. The path's last key is the name here. */
const paths: Readonly<Record<string, readonly string[]>> = {
  "optimizer": ["optim", "solver", "algorithm", "updater"],
  "optimizer.learningRate": ["lr", "eta", "stepsize", "rate", "alpha", "learningrateinit", "eta0"],
  "optimizer.momentum": ["mu", "gamma"],
  "optimizer.decay": ["rho", "alpha", "decayrate"],
  "optimizer.beta1": ["b1", "betas"],
  "optimizer.beta2": ["b2"],
  "optimizer.epsilon": ["eps"],
  "optimizer.initialAccumulator": ["initialaccumulatorvalue"],
  "optimizer.weightDecay": ["wd", "decoupledweightdecay", "weightdecayrate"],
  "optimizer.weightDecayOn": ["excludefromweightdecay", "mask"],
  "optimizer.momentumDecay": ["psi", "scheduledecay"],
  "optimizer.rateDecay": ["lrdecay", "learningratedecay"],
  "optimizer.ratePlace": [],
  "optimizer.dampening": [],
  "optimizer.amsgrad": ["ams"],
  "optimizer.centered": [],
  "optimizer.threshold": [],
  "optimizer.semantics": ["library", "framework", "flavor", "form"],
  "training.iterations": ["steps", "numsteps", "maxsteps", "iters", "maxiter", "maxiters", "itersnum", "niter", "iteration"],
  "training.epochs": ["epoch", "numepochs", "nepochs", "maxepochs"],
  "training.batchSize": ["batch", "minibatch", "minibatchsize", "bs"],
  "training.evaluateEvery": ["evalevery", "evalinterval", "validateevery", "validationfreq", "logevery"],
  "training.sampling": ["shuffle", "sampler"],
  "training.trainAccuracy": [],
  "training.stop": ["earlystopping", "earlystop", "stopping"],
  "training.stop.restoreBest": ["restorebestweights", "restorebestmodel", "keepbest"],
  "training.stop.on": ["monitor", "metric"],
  "training.stop.patience": ["niternochange"],
  "training.stop.minDelta": ["mindelta", "threshold", "tol"],
  "schedule": [
    "scheduler", "lrscheduler", "lrschedule", "learningrateschedule", "learningratescheduler", "lrdecay", "learningratedecay",
  ],
  "schedule.warmup": ["warmupsteps", "numwarmupsteps", "warmupiterations", "warmupiters"],
  "schedule.warmupFrom": ["startfactor", "warmupstartfactor"],
  "schedule.steps": ["decaysteps", "tmax", "totalsteps", "totaliters", "numtrainingsteps", "transitionsteps", "firstdecaysteps", "t0"],
  "schedule.every": ["stepsize"],
  "schedule.at": ["milestones", "boundaries"],
  "schedule.factor": ["gamma", "decayrate", "decayfactor", "dropfactor"],
  "schedule.endLearningRate": ["etamin", "minlr", "endlr", "lrend", "finallr", "endlearningrate", "minlearningrate"],
  "schedule.multiplier": ["tmult", "tmul"],
  "schedule.rise": ["pctstart"],
  "schedule.startDivisor": ["divfactor"],
  "schedule.endDivisor": ["finaldivfactor"],
  "loss": ["criterion", "lossfunction", "lossfn", "lossfct", "objective", "cost", "costfunction"],
  "loss.delta": ["beta"],
  "network.hidden": [
    "layers", "hiddenlayers", "hiddensizes", "hiddensizelist", "hiddenlayersizes", "hiddenunits", "hiddensize", "widths",
  ],
  "network.hidden[].units": ["size", "width", "neurons", "nodes", "outfeatures", "outputdim"],
  "network.activation": ["activationfunction", "activationfn", "act", "nonlinearity"],
  "network.activation.slope": ["negativeslope", "leak", "alpha"],
  "network.activation.alpha": [],
  "network.activation.approximate": ["approximation"],
  "network.init": ["initializer", "kernelinitializer", "weightinit", "weightinitstd", "initialization", "initstd"],
  "network.batchNorm": ["bn", "batchnormalization", "usebatchnorm", "norm"],
  "network.batchNorm.momentum": [],
  "network.batchNorm.epsilon": ["eps"],
  "network.dropout": ["dropoutrate", "dropoutratio", "droprate", "usedropout"],
  "network.dropout.ratio": ["rate", "p", "prob", "probability"],
  "network.dropout.scaling": ["mode"],
  "network.output.trainable": ["frozen", "freeze", "requiresgrad"],
  "regularization.l1": ["l1lambda", "l1reg", "l1penalty", "lasso"],
  "regularization.l2": ["weightdecaylambda", "lambda", "l2lambda", "l2reg", "ridge", "l2regularization"],
  "regularization.l2Penalty": [],
  "regularization.maxNorm": ["maxnormconstraint", "kernelconstraint", "renorm"],
  "regularization.labelSmoothing": ["smoothing", "smooth", "labelsmooth"],
  "regularization.inputNoise": ["noise", "gaussiannoise", "noisestd", "noisestddev"],
  "regularization.augment": ["augmentation", "dataaugmentation", "randomaffine", "transform", "transforms"],
  "regularization.augment.shift": ["translate", "translation", "widthshiftrange", "heightshiftrange"],
  "regularization.augment.rotate": ["degrees", "rotation", "rotationrange", "angle"],
  "regularization.augment.scale": ["zoom", "zoomrange"],
  "training.clipping": [
    "clip", "gradclip", "gradientclip", "gradientclipping", "gradientclipval", "globalclipnorm", "maxgradnorm", "clipgradnorm",
  ],
  "training.clipping.limit": ["maxnorm", "value", "norm"],
  "training.clipping.by": ["algorithm", "gradientclipalgorithm", "mode", "type"],
  "from": [
    "pretrained", "weights", "initialweights", "loadfrom", "loadweights", "startfrom", "initfrom", "checkpoint", "warmstart",
    "finetune", "finetunefrom", "basemodel",
  ],
  "from.freeze": ["freezelayers", "frozenlayers"],
  "from.optimizerState": ["loadoptimizer", "optimizerstatedict"],
  "dataset.train": ["trainsize", "ntrain", "trainimages", "numtrain", "maxtrain"],
  "dataset.test": ["testsize", "ntest", "testimages", "numtest"],
  "dataset.validation": ["val", "valid", "validationsize", "validationsplit", "validationdata", "nvalidation", "dev"],
  "dataset.path": ["dir", "folder", "directory", "root", "datadir"],
  "dataset": ["data"],
  "regularization": ["regularizer", "regularisation", "penalty", "kernelregularizer", "reg"],
  "network": ["model", "architecture", "net"],
  "training": ["fit", "trainer"],
  "seeds": ["seed", "randomseed", "randomstate", "rng"],
  "arms": ["variants", "runs", "configs", "variations", "experiments", "trials"],
};

/** Words that others have for a value. */
const words: Readonly<Record<string, string>> = {
  henormal: "he", kaiming: "he", kaimingnormal: "he", msra: "he", glorotnormal: "glorot", xaviernormal: "glorot",
  linear: "identity", none: "identity", logistic: "sigmoid", rectifier: "relu", adagradoptimizer: "adagrad",
  swish: "silu", lrelu: "leakyRelu", leaky: "leakyRelu", gelunew: "gelu", softrelu: "softplus",
  steplr: "step", multisteplr: "milestones", piecewiseconstant: "milestones", exponentiallr: "exponential",
  cosineannealing: "cosine", cosineannealinglr: "cosine", cosinedecay: "cosine", sgdr: "warmRestarts",
  cosineannealingwarmrestarts: "warmRestarts", cosinedecayrestarts: "warmRestarts", onecyclelr: "oneCycle",
  reducelronplateau: "plateau", polynomiallr: "polynomial", polynomialdecay: "polynomial", inversetimedecay: "inverseTime",
  noam: "inverseSquareRoot", invsqrt: "inverseSquareRoot",
  crossentropy: "softmaxCrossEntropy", crossentropyloss: "softmaxCrossEntropy", categoricalcrossentropy: "softmaxCrossEntropy",
  sparsecategoricalcrossentropy: "softmaxCrossEntropy", softmax: "softmaxCrossEntropy", nll: "softmaxCrossEntropy",
  bce: "binaryCrossEntropy", bceloss: "binaryCrossEntropy", bcewithlogits: "binaryCrossEntropy", bcewithlogitsloss: "binaryCrossEntropy",
  logloss: "binaryCrossEntropy", mse: "meanSquaredError", mseloss: "meanSquaredError", l2loss: "meanSquaredError",
  squarederror: "meanSquaredError", rmse: "meanSquaredError", l1: "huber", l1loss: "huber", mae: "huber", meanabsoluteerror: "huber",
  smoothl1: "huber", smoothl1loss: "huber", huberloss: "huber",
  nag: "nesterov", nesterovs: "nesterov", nesterovmomentum: "nesterov", sgdmomentum: "momentum", nadamw: "nadam",
  amsgrad: "adam", pytorch: "torch", tensorflow: "keras", tf: "keras", jax: "optax", gd: "sgd",
  shuffle: "epochs", withreplacement: "replacement", random: "replacement",
};

const lastKey = (path: string) => path.slice(path.lastIndexOf(".") + 1);
const plain = (word: string) => word.toLowerCase().replace(/[^a-z0-9]/g, "");

/** The paths of all settings that other names are known for. */
export const settingPaths = Object.keys(paths);

/** Paths that a key may mean: by another's name, or by its own at another place. */
export function pathsMeantBy(key: string): string[] {
  const word = plain(key);
  return settingPaths.filter((path) => lastKey(path) === key || plain(lastKey(path)) === word || paths[path]!.includes(word));
}

/** The word that is used here for a value. */
export function wordMeantBy(value: string): string | undefined {
  return Object.hasOwn(words, plain(value)) ? words[plain(value)] : undefined;
}

/** A value at a path as a file has it: `"regularization": { "l2": 0.01 }`. */
export function writtenAt(path: string, value: string): string {
  const [key, ...rest] = path.split(".");
  const inner = rest.length > 0 ? `{ ${writtenAt(rest.join("."), value)} }` : value;
  return key!.endsWith("[]") ? `${JSON.stringify(key!.slice(0, -2))}: [${inner}]` : `${JSON.stringify(key)}: ${inner}`;
}
