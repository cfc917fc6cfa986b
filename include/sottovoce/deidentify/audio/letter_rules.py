"""How letters sound, as tables.

One rule a line: what stands before, letters, what stands after, sounds. Of the rules with the most
letters, the first that fits is taken. ``^`` and ``$`` are the ends of the word, ``V`` a vowel,
``V!`` one that softens (e, i, y), ``C`` any other letter, ``-`` anything, or no sound.
"""

ENGLISH = """
^ a $ AH
- augh - AO
- aigh - EY
- air - EH R
- aoi - IY
- ai - EY
- ay - EY
- au - AO
- aw - AO
- ae - EY
- aa - AA
- ar V EH R
- ar - AA R
- alk - AO K
- all $ AO L
- ation - EY SH AH N
- a Ce$ EY
- a Ces$ EY
- a $ AH
- a - AE
- eau - OW
- ear - IH R
- ea - IY
- eer - IH R
- ee - IY
- eigh - EY
- eir - EH R
- ei - IY
- ew - UW
- eu - UW
- ey $ IY
- ey - EY
- er V EH R
- er - ER
- e Ce$ IY
^ e $ IY
C e $ -
- es $ Z
- e - EH
- igh - AY
- ier - IH R
- ie - IY
- ir V IH R
- ir - ER
- ious - IY AH S
- io - IY OW
- ia - IY AH
- i Ce$ AY
- i Ces$ AY
- i $ IY
- i ld AY
- i - IH
- oar - AO R
- oa - OW
- oi - OY
- oy - OY
- oor - AO R
- oo - UW
- ough $ OW
- ough - AO
- our - AO R
- ous $ AH S
- ou - AW
- ow $ OW
- ow - AW
- oe - OW
- or - AO R
- o Ce$ OW
- o Ces$ OW
- o $ OW
- o ld OW
- o ll OW
- o - AA
- ur V Y UH R
- ur - ER
- ue $ UW
- ui - UW
- uy - AY
- u Ce$ UW
- u $ UW
- u - AH
^ y V Y
V y V Y
^C y $ AY
- y $ IY
C y - IH
- y - Y
- bb - B
- bh - B
- b - B
- ck - K
^ ch C K
- ch - CH
- cz - CH
- cc - K
- cester $ S T ER
- c V! S
- c - K
- dge - JH
- dj - JH
- dd - D
- dh - D
- d - D
- ff - F
- f - F
^ gh - G
- gh - G
- ghb - B
- gg - G
- gn $ N
^ gn - N
- g V! JH
- gue $ G
- g - G
- h V HH
- h - -
- j - JH
- kh - K
^ kn - N
- kk - K
- k - K
- ll - L
- l - L
- mb $ M
- mm - M
- mouth $ M AH TH
- m - M
- nn - N
- ng $ NG
- ng C NG
- ng V NG G
- nk - NG K
- n - N
- ph - F
- pp - P
^ ps - S
- p - P
- qu - K W
- q - K
- rr - R
- rh - R
- r - R
- sch - SH
- shire $ SH ER
- sh - SH
- ssion - SH AH N
- sion - ZH AH N
- ss - S
- sz - SH
- sc V! S
V s $ Z
V s V Z
- s - S
- tch - CH
- th - TH
- tion - SH AH N
- ton $ T AH N
- tt - T
- t - T
- v - V
- who - HH UW
- wh - W
^ wr - R
- worth $ W ER TH
- ww - W
- w - W
^ x - Z
- x - K S
- zz - Z
- zh - ZH
- z - Z
C ham $ AH M
- borough - B ER OW
- burgh - B ER OW
"""

ELSEWHERE = """
- ai - AY
- ei - EY
- ay - AY
- au - AW
- ou - UW
- ie - IY
- oo - UW
- ee - IY
- aa - AA
- ar - AA R
- er - EH R
- ir - IH R
- ur - UH R
- or - AO R
- a - AA
- e - EY
- i - IY
- o - OW
- u - UW
- y V Y
- y - IY
"""
