/** 表の見出しと状態の日本語。ここにないもの（層・クラス・データの名前など）はそのまま示します。 */
export const headings: Readonly<Record<string, string>> = {
  // 結果と進み具合
  "arm": "条件", "final test": "最終テスト", "reached 90%": "90%到達", "best test": "最良テスト", "test RMSE": "テスト RMSE", "best RMSE": "最良 RMSE", "test R²": "テスト R²", "best R²": "最大 R²", "train s": "訓練 秒",
  "eval s": "評価 秒", "runs": "実行", "seeds": "シード", "seed": "シード", "iteration": "反復", "  loss": "  損失", "loss": "損失",
  "train": "訓練", "train RMSE": "訓練 RMSE", " test": "テスト", "test": "テスト", "steps/s": "ステップ/秒", "left": "残り",
  "final loss": "最終損失", "status": "状態", "network": "ネットワーク", "checkpoints": "チェックポイント", "failed": "失敗",
  // inspect
  "experiment": "実験", "about": "説明", "start": "開始", "date": "日時", "checkpoints every": "保存の間隔", "steps": "ステップ",
  "layer": "層", "array": "配列", "shape": "形", "parameters": "パラメーター", "digest": "ダイジェスト", "image": "画像", "images": "画像",
  "type": "型", "data": "データ", "classes": "クラス", "targets": "目標", "batch size": "バッチサイズ", "l2 penalty": "L2の罰則", "clipping": "勾配クリッピング",
  "label smoothing": "ラベル平滑化", "input noise": "入力ノイズ", "augment": "データ拡張", "arrays": "配列", "scalar": "スカラー",
  "no tensor": "テンソル以外", "undefined": "未定義", "failure": "失敗の理由", "trial": "試行", "checksum": "チェックサム", "arms": "条件", "made by": "作成", "IR version": "IRバージョン", "operators": "演算", "input": "入力", "node": "ノード",
  "from": "入力元", "to": "出力先", "initializer": "初期値",
  // optimizers
  "name": "名前", "semantics beside usagi's own": "usagi 以外の形", "option": "オプション", "default": "既定値", "in": "出典",
  "optimizer": "最適化手法", "schedule": "スケジュール", "operator": "演算", "inputs": "入力", "output": "出力", "outputs": "出力",
  // predict と evaluate
  "class": "クラス", "probability": "確率", "accuracy": "正解率", "precision": "適合率", "recall": "再現率", "label": "ラベル", "target": "目標",
  "value": "値", "row": "行", "prepared": "前処理", "taken for": "予測", "of the class": "クラス内", "rows": "行", "predicted": "予測", "count": "個数", "file": "ファイル",
  // 状態
  "running": "実行中", "tuning": "探索中", "waiting": "待機", "all": "全体", "trials": "試行", "best": "最良", "search": "探索",
  "diverged": "発散", "best validation": "最良の検証", "validation": "検証", "validation R²": "検証 R²", "chosen settings": "選ばれた設定",
  "unfinished": "未完了", "complete": "完了", "interrupted": "中断", "not started": "未開始", "done": "完了", "yes": "あり", "damaged": "破損", "intact": "正常",
};
