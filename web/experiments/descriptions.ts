// What the experiments that come with the page show, where their own description is not in this language.

import { inLanguages } from "../texts/language.ts";

export const en: Readonly<Record<string, string>> = {
  // Of what this page does with it, and not of what the command line does alone.
  "experiments/fair.json":
    "The report's five optimizers and five more. The command line finds the best of 25 settings for each on 50,000 " +
    "images and 10,000 others, then trains it with ten fresh seeds and tests it once. This page does not tune: each " +
    "has its default settings. Look for: which of the five optimizers' gaps were the optimizers', and which the settings'.",
};

export const ja: typeof en = {
  "experiment.json":
    "同じネットワークを、同じ初期値と同じバッチを使い、5つの最適化手法で学習します。見どころ：SGDは最初の推測から動かず、" +
    "モメンタムは600回ほどで、AdaGradはさらに遅れて収束に向かいます。RMSPropとAdamは300回で先行し、Adamのほうがなめらかです。" +
    "設定はレポートのもので、AdaGradとAdamはレポートのコードの形です。",
  "experiments/optimizers.json":
    "「5つの最適化手法」を4つのシードで。シード1つでは分からないことを見ます。600回の時点でAdaGradがモメンタムより遅いかどうかは" +
    "シードによりますが、平均では遅くなります。RMSPropとAdamは、どのシードでも300回で先行します。",
  "experiments/optimizers-batch-norm.json":
    "5つの最適化手法に、活性化関数の前のバッチ正規化を加えます（レポートの use_batchnorm）。見どころ：それまで学習しなかったSGDが" +
    "学習し、他の手法どうしの差も縮まります。",
  "experiments/overfitting.json":
    "隠れ層6つに、訓練画像はわずか300枚。正則化なしではすべて暗記してしまい、テストの正解率は訓練より大きく下がります。" +
    "対策はそれぞれ2通り：(report) はレポートのコードのまま（L2・L1・ドロップアウト＋L1では出力層が更新も正則化もされず、" +
    "ドロップアウトは直前のセルのL2を引き継ぎます）、(corrected) は全層を学習・正則化します。見どころ：L2は訓練の正解率を下げ、" +
    "L1は多くの重みをほぼ0にして曲線が乱れ、ドロップアウトは学習を遅くします。",
  "experiments/wrong-labels.json":
    "訓練画像1000枚のうち300枚のラベルが誤りです。対策なしでは誤りも含めてすべてを丸暗記し、訓練正解率は100%になりますが、テスト正解率は" +
    "78.5%まで上がったあと66.0%まで下がります。先に現れるのはテスト損失で、250回付近で最小になり、その後は上がり続けます。対策をとると、" +
    "覚える誤りが減り、テスト正解率は高く保たれます：L1で70.9%、ドロップアウト0.3で72.0%、L2で77.7%、ドロップアウト0.5で78.3%" +
    "（3つのシードの平均、全10,000枚のテスト画像）。",
  "experiments/learning-rate.json":
    "学習率だけを変えたSGD。見どころ：小さすぎると学習はするものの1000回ではまったく足りず、適切なら200回前後で90%に達し、" +
    "大きすぎると極小を飛び越え続けて、当てずっぽうと同じ損失に終わります。",
  "experiments/adams.json":
    "これはどのAdamか。同じネットワークを、6つの出典がそれぞれ定義するAdamで、同じ学習率で学習します。見どころ：形は6つではなく2つです。" +
    "PyTorch・optax・論文は最後の1ビットまで等しく、Keras・本・レポートのコード（εを補正前の平方根に加える形）も互いに等しくなります。" +
    "それぞれのε（1e-8と1e-7）では後者がやや遅れ、最後はほぼ同じです。どちらもε 0.001にすると、加える位置だけでKerasの形が大きく遅れます。",
  "experiments/decay.json":
    "AdamではL2と重み減衰は別物です。画像1000枚で、SGDの3つとAdamの4つを比べます。見どころ：SGDでは勾配に加えるλと別に引くλは" +
    "最後の1ビットまで同じです。Adamでは、勾配に加えたλも勾配の大きさで割られ、重みの3分の1がほぼ0になり、訓練の損失もずっと高く留まります。" +
    "別に引く同じλは、小さなηが掛かるため1000回ではほとんど何もしません。100倍にすると重みの2乗和が半分以下になります。" +
    "テストの正解率は近く、シード2つでは区別できません。",
  "experiments/nesterov.json":
    "ネステロフのモメンタムと、本のある版の誤り：w += μ²v − (1 + μ)ηg の v は古いものを意味しますが、新しい v を使うため、最初の一歩が" +
    "1.9ηg ではなく 2.71ηg になります。見どころ：η 0.1 では誤りに気づきません。3つとも学習し、先を見る2つは最初の60回で速くなります。" +
    "大きすぎる η 0.3 では、モメンタムはすべてのシードで、ネステロフは4つのうち3つで学習し、誤りのある形は1つも学習しません。",
  "experiments/schedules.json":
    "速く学ぶものの落ち着かない学習率のモメンタムと、それを落ち着かせる7つの方法。訓練画像5000枚を検証用に取り置き、停滞の判定と" +
    "早期終了に使います。見どころ：一定のままだと跳ね続け、早期終了を除けば訓練の損失が最も高いまま終わります。下げたものは" +
    "どれもそれを下回り、2つのコサインと停滞時に下げる方法が最もよくなります。ウォームリスタートでは再開のたびに損失が跳ね上がり、" +
    "最大値が2倍の1サイクルは下がるまで遅れます。跳ねる曲線を早期終了すると、早くあきらめすぎます。",
  "experiments/fair.json":
    "レポートの5つの最適化手法と、ほかの5つ。コマンドラインでは、それぞれ25通りの設定から最良のものを訓練画像5万枚と検証画像1万枚で選び、" +
    "新しいシード10個で学習し直して、テストは1度だけ行います。このページでは調整せず、既定の設定のまま学習します。" +
    "見どころ：「5つの最適化手法」の差のうち、どれが手法の差で、どれが設定の差だったか。",
};

export const descriptions = inLanguages({ en, ja });
