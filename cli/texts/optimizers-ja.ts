/**
 * 最適化手法について言うことの日本語。左の英語は report/optimizers.ts と、オプションの規則（bindings/parts/optimizers.ts）が
 * 書くものです。すべてに訳があることはテストが確かめます。
 */
export const optimizers: Readonly<Record<string, string>> = {
  // 論文
  "Nesterov (1983); as a step by Sutskever et al., On the importance of initialization and momentum (2013)":
    "Nesterov (1983)。ステップの形は Sutskever et al., On the importance of initialization and momentum (2013)",
  "Hinton, lecture 6e of Neural Networks for Machine Learning (2012); centered: Graves, arXiv:1308.0850":
    "Hinton, Neural Networks for Machine Learning 第6e講 (2012)。centered は Graves, arXiv:1308.0850",
  "Kingma & Ba, arXiv:1412.6980; AMSGrad: Reddi, Kale & Kumar, arXiv:1904.09237":
    "Kingma & Ba, arXiv:1412.6980。AMSGrad は Reddi, Kale & Kumar, arXiv:1904.09237",
  "Kingma & Ba, arXiv:1412.6980, section 7": "Kingma & Ba, arXiv:1412.6980 第7節",

  // 式
  "w −= ηr m̂/(√v̂ + ε) where ρ > threshold, else ηm̂": "w −= ηr m̂/(√v̂ + ε)（ρ > threshold のとき。それ以外は ηm̂）",
  "w −= η sign(β₁m + (1 − β₁)g);  then m = β₂m + (1 − β₂)g;  sign 0 = 0":
    "w −= η sign(β₁m + (1 − β₁)g);  次に m = β₂m + (1 − β₂)g;  sign 0 = 0",
  "η outside the velocity: v = μv + g;  w −= ηv": "η を速度の外に置く形：v = μv + g;  w −= ηv",
  "with dampening: (1 − d)g in place of g": "dampening を使う形：g の代わりに (1 − d)g",
  "η outside the velocity: v = μv + g;   w −= η(g + μv)": "η を速度の外に置く形：v = μv + g;   w −= η(g + μv)",
  "slip:                   v = μv − ηg;  w += μ²v − (1 + μ)ηg": "slip：                v = μv − ηg;  w += μ²v − (1 + μ)ηg",
  "ε inside the root: w −= ηg/√(h + ε)": "ε を根号の中に置く形：w −= ηg/√(h + ε)",
  "centered: a = ρa + (1 − ρ)g, and h − a² in place of h": "centered：a = ρa + (1 − ρ)g とし、h の代わりに h − a²",
  "with momentum, s the step without η: inside v = μv + ηs;  w −= v":
    "momentum を使う形（s は η を掛けないステップ）：内側 v = μv + ηs;  w −= v",
  "                                     outside v = μv + s;  w −= ηv":
    "                                                外側 v = μv + s;   w −= ηv",
  "ε beside the uncorrected root: w −= η√(1 − β₂ᵗ)/(1 − β₁ᵗ) m/(√v + ε)":
    "ε を補正前の √v に足す形：w −= η√(1 − β₂ᵗ)/(1 − β₁ᵗ) m/(√v + ε)",
  "AMSGrad: the greatest v (or v̂) so far in place of v (or v̂)": "AMSGrad：v（または v̂）の代わりに、それまでの最大の v（または v̂）",
  "in the paper: … + λw times the schedule's factor, without η": "論文の形：… + λw にスケジュールの倍率を掛け、η は掛けない",
  "ε outside the maximum: u = max(β₂u, |g|);  w −= η/(1 − β₁ᵗ) m/(u + ε)":
    "ε を最大値の外に置く形：u = max(β₂u, |g|);  w −= η/(1 − β₁ᵗ) m/(u + ε)",

  // 違い
  "All are the same but for the learning rate. Coupled and decoupled decay are, too.":
    "学習率のほかは、どれも同じです。重み減衰の coupled と decoupled も同じになります。",
  "PyTorch and optax have η outside the velocity, Keras and the book inside. The two are equal while η is constant; where a schedule changes it, outside acts on all of the velocity at once.":
    "PyTorchとoptaxは η を速度の外に、Kerasと本は中に置きます。η が一定のあいだは同じですが、スケジュールで変えると、外に置く形では速度全体にすぐ効きます。",
  "PyTorch alone has dampening d, and its first velocity is the whole gradient.":
    "dampening d があるのはPyTorchだけで、最初の速度は勾配そのものです。",
  "One edition of the book has w += μ²v − (1 + μ)ηg with the new v; Nesterov's is that with the old one. With μ = 0.9 its first step is 2.71ηg in place of 1.9ηg.":
    "本のある版では、w += μ²v − (1 + μ)ηg に更新後の v を使っています。ネステロフの方法では更新前の v です。μ = 0.9 のとき、最初のステップは 1.9ηg ではなく 2.71ηg になります。",
  "Dampening is refused, here as in PyTorch.": "PyTorchと同じく、dampening は使えません。",
  "ε is outside the root in PyTorch and the book, inside in Keras and optax.":
    "ε は、PyTorchと本では根号の外、Kerasとoptaxでは中にあります。",
  "h starts at 0 in PyTorch and the book and at 0.1 in Keras and optax, whose first steps are smaller for it.":
    "h は、PyTorchと本では0から、Kerasとoptaxでは0.1から始まります。そのため、後者は最初のうちのステップが小さくなります。",
  "PyTorch alone lets η fall: η/(1 + (t − 1) × rateDecay).": "PyTorchだけは η を減らせます：η/(1 + (t − 1) × rateDecay)。",
  "The report's code starts at 1e-4, leaves the first g² out and has no ε.":
    "レポートのコードでは、h は 1e-4 から始まり、最初の g² を加えず、ε がありません。",
  "ε is outside the root in PyTorch and the book, inside in Keras and optax: below √ε the two are far apart.":
    "ε は、PyTorchと本では根号の外、Kerasとoptaxでは中にあります。√h が √ε より小さいと、両者は大きく異なります。",
  "ρ is 0.99 in PyTorch and the book, 0.9 in Keras and optax.": "ρ は、PyTorchと本では0.99、Kerasとoptaxでは0.9です。",
  "With momentum PyTorch has η outside the velocity, Keras and optax inside.":
    "momentum を使うとき、η は、PyTorchでは速度の外、Kerasとoptaxでは中にあります。",
  "Where rounding makes h − a² negative, PyTorch's root is NaN. Here it is 0 then, before ε is added.":
    "丸めによって h − a² が負になると、PyTorchの平方根はNaNになります。ここでは0とし、そのあとで ε を足します。",
  "ε stands beside √v̂ in the paper, PyTorch and optax, and beside the uncorrected √v in Keras, the book and the report's code: there the same number counts 1/√(1 − β₂ᵗ) times as much, 32 times in the first step.":
    "ε は、論文とPyTorchとoptaxでは √v̂ に、Kerasと本とレポートのコードでは補正前の √v に足します。後者では、同じ値が 1/√(1 − β₂ᵗ) 倍、最初のステップでは32倍の大きさで効きます。",
  "AMSGrad's maximum is over v in PyTorch and Keras, over v̂ in optax.":
    "AMSGradの最大値は、PyTorchとKerasでは v、optaxでは v̂ についてのものです。",
  "Weight decay is L2 in PyTorch (it joins the gradient, so √v divides it too) and decoupled in Keras and optax: that is AdamW.":
    "重み減衰は、PyTorchではL2です（勾配に加わるので、√v でも割られます）。Kerasとoptaxでは勾配と分けて引きます。これはAdamWです。",
  "λ is 0.01 in PyTorch, 0.004 in Keras, 0.0001 in optax: runs of the same code line differ a hundredfold in it.":
    "λ は、PyTorchでは0.01、Kerasでは0.004、optaxでは0.0001です。同じように書いたコードでも、100倍の差になります。",
  "The paper multiplies λ by the schedule's factor, the libraries by η as well. It names no default; 1e-5 here is PyTorch's λ times its η.":
    "論文では λ にスケジュールの倍率を、ライブラリではさらに η も掛けます。論文に既定値はなく、ここでの 1e-5 は、PyTorchの λ と η の積です。",
  "The libraries decay biases too; without semantics only weights decay here.":
    "ライブラリではバイアスも減衰します。ここでは、semantics を指定しなければ重みだけです。",
  "ψ is 0.004 in the paper and PyTorch, so that μ is near β₁/2 for hundreds of steps, and 1 in Keras.":
    "ψ は、論文とPyTorchでは0.004で、数百ステップのあいだ μ は β₁/2 に近いままです。Kerasでは1です。",
  "optax has μ = β₁ in every step (momentumSchedule false).": "optaxでは、どのステップでも μ = β₁ です（momentumSchedule が false）。",
  "PyTorch 1.13 has a factor μₜ too many in Π where it goes over parameters one by one; this is the form of 2.13.":
    "PyTorch 1.13 では、パラメーターを1つずつ処理する場合に、Π に μₜ が1つ余分に掛かります。ここでの形は 2.13 のものです。",
  "The threshold is 4 in the paper and 5 in PyTorch and optax. optax says ≥ where PyTorch says >, which is the same unless ρ is 5 to the last bit.":
    "しきい値は、論文では4、PyTorchとoptaxでは5です。PyTorchの > がoptaxでは ≥ ですが、ρ が最後のビットまで5でない限り同じです。",
  "ε stands beside √v in PyTorch and beside √v̂ in optax.": "ε は、PyTorchでは √v に、optaxでは √v̂ に足します。",
  "ε is inside the maximum in PyTorch and optax, outside in Keras.": "ε は、PyTorchとoptaxでは最大値の中、Kerasでは外にあります。",
  "The paper has none, and so 0/0 where a parameter never had a gradient; 1e-30 here stands for that.":
    "論文には ε がなく、一度も勾配のないパラメーターでは 0/0 になります。ここでは代わりに 1e-30 とします。",
  "One form, but Keras' learning rate is 0.001 where the paper and PyTorch have none, which is 1: with it, it hardly moves.":
    "形は1つです。ただし学習率は、論文とPyTorchにはなく（1と同じ）、Kerasでは0.001で、これではほとんど動きません。",
  "One form. Every step is η in size, so η is to be three to ten times smaller than Adam's, and λ as much larger.":
    "形は1つです。どのステップも大きさが η なので、η はAdamの3分の1から10分の1に、λ はその分だけ大きくします。",

  // オプション
  "Learning rate η.": "学習率 η。",
  "Momentum μ, the share of the velocity that each step keeps.": "モメンタム μ。各ステップが引き継ぐ速度の割合。",
  "Whether η is inside the velocity, or a factor of it.": "η を速度の中に置くか（inside）、速度に掛けるか（outside）。",
  "ε inside the root, √(h + ε), or outside, √h + ε.": "ε を根号の中に置くか（√(h + ε)）、外に置くか（√h + ε）。",
  "β₁, the decay of the mean gradient.": "β₁。勾配の平均の減衰率。",
  "β₂, the decay of the mean square.": "β₂。二乗の平均の減衰率。",
  "Where ε stands: beside the bias-corrected √v̂ (Kingma & Ba, torch) or beside √v (Keras, the course report's code).":
    "ε を足すところ。バイアス補正した √v̂（Kingma & Ba、torch）か、√v（Keras、レポートのコード）。",
  "Weight decay λ, in the optimizer and not in the loss.": "重み減衰 λ。損失ではなく、最適化手法のもの。",
  "coupled: λw joins the gradient (L2); decoupled: w −= ηλw beside the step; schedule: the same with η's schedule in place of η.":
    "coupled：λw を勾配に加える（L2）。decoupled：ステップとは別に w −= ηλw。schedule：decoupled で、η の代わりにそのスケジュールの倍率。",
  "What decays: weights, or all parameters: biases, γ and β too.": "減衰するもの。重みだけか（weights）、バイアスと γ・β を含むすべてのパラメーターか（parameters）。",
  "Whose form and defaults these are; options that are given come first.": "どの出典の形と既定値か。書いたオプションが優先します。",
  "ε, added to √v.": "ε。√v に足す値。",
  "AMSGrad: the greatest v so far in place of v.": "AMSGrad。v の代わりに、それまでの最大の v を使う。",
  "The maximum is over v, or over the corrected v̂.": "最大値をとるもの。v か、補正した v̂。",
  "Share of the gradient that is left out of the velocity.": "速度に加えない勾配の割合。",
  "With dampening: whether the first velocity is the whole gradient.": "dampening を使うとき、最初の速度を勾配そのものにするか。",
  "The new v in w += μ²v − (1 + μ)ηg, whose v is the old one: the slip of one edition of the book.":
    "w += μ²v − (1 + μ)ηg の v を、更新前ではなく更新後にする（本のある版の誤り）。",
  "ε, added to √h.": "ε。√h に足す値。",
  "h₀, where h starts.": "h₀。h の初期値。",
  "Leave the first step's g² out of h, as the code of the course report does.": "最初のステップの g² を h に加えない（レポートのコードと同じ）。",
  "η / (1 + (t − 1) × rateDecay) in place of η.": "η の代わりに η / (1 + (t − 1) × rateDecay) を使う。",
  "ρ, the share of the mean square that each step keeps.": "ρ。各ステップが引き継ぐ二乗平均の割合。",
  "The variance in place of the mean square: less the square of the mean gradient, at least 0.":
    "二乗平均の代わりに分散（二乗平均から勾配の平均の二乗を引いたもの。0以上）を使う。",
  "Momentum μ of what w moves by; 0: none.": "w の変化に対するモメンタム μ。0なら使わない。",
  "ε, added to √v̂.": "ε。√v̂ に足す値。",
  "ψ, how fast μ rises from β₁/2 to β₁.": "ψ。μ が β₁/2 から β₁ へ上がる速さ。",
  "False: μ is β₁ in every step.": "false なら、どのステップでも μ = β₁。",
  "The length ρ of the average from which on v divides the step.": "平均の長さ ρ がこの値を超えると、ステップを v で割る。",
  "β₂, the decay of the greatest gradient u.": "β₂。勾配の最大値 u の減衰率。",
  "ε, added to |g|.": "ε。|g| に足す値。",
  "ε inside the maximum, |g| + ε, or outside, u + ε.": "ε を最大値の中に置くか（|g| + ε）、外に置くか（u + ε）。",
  "ρ, the share of both mean squares that each step keeps.": "ρ。各ステップが引き継ぐ2つの二乗平均の割合。",
  "ε, inside both roots.": "ε。両方の根号の中に足す値。",
  "β₁, the share of the mean gradient in the direction.": "β₁。ステップの向きに占める勾配の平均の割合。",
  "β₂, the decay of the mean gradient.": "β₂。勾配の平均の減衰率。",
};
