/** Names for people of the world: invented from common parts. */
import type { Random } from '../../random.ts'

const SURNAMES = parts(
  '王wang 李li 张zhang 刘liu 陈chen 杨yang 黄huang 赵zhao 吴wu 周zhou 徐xu 孙sun 马ma 朱zhu 胡hu 林lin 郭guo 何he 高gao 罗luo',
)
const MEN = parts('伟wei 强qiang 磊lei 军jun 洋yang 勇yong 杰jie 涛tao 明ming 浩hao 宇轩yuxuan 子豪zihao 建国jianguo 志远zhiyuan')
const WOMEN = parts('芳fang 娜na 敏min 静jing 丽li 艳yan 娟juan 霞xia 秀英xiuying 雨桐yutong 欣怡xinyi 梓涵zihan 晓燕xiaoyan 佳琪jiaqi')

export interface PersonName {
  readonly name: string
  readonly pinyin: string
  /** 1 man, 2 woman */
  readonly gender: 1 | 2
}

export function personName(random: Random): PersonName {
  const gender = random.next() < 0.5 ? 1 : 2
  const surname = random.pick(SURNAMES)
  const given = random.pick(gender === 1 ? MEN : WOMEN)
  return { name: surname.characters + given.characters, pinyin: surname.pinyin + given.pinyin, gender }
}

function parts(text: string): { characters: string; pinyin: string }[] {
  return text.split(' ').map((part) => ({ characters: part.replace(/[a-z]+$/, ''), pinyin: part.replace(/^[^a-z]+/, '') }))
}
